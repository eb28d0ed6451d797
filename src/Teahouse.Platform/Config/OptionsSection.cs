namespace Teahouse.Platform.Config;

/// <summary>A section of the configuration: its name, and the record that holds its keys with their defaults.</summary>
public sealed record OptionsSection(string Name, Type Type);
