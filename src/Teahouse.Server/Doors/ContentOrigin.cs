namespace Teahouse.Server.Doors;

/// <summary>Where files are served from, when that is another web origin than the client's: its pages must be allowed to load from there.</summary>
public sealed record ContentOrigin(string? Value);
