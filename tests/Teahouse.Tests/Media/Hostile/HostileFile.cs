namespace Teahouse.Tests.Media.Hostile;

/// <summary>A file that means no good.</summary>
/// <param name="Name">What it tries.</param>
/// <param name="Type">What it claims to be, and is decoded as too, whatever its bytes say.</param>
sealed record HostileFile(string Name, string Type, byte[] Bytes);

/// <summary>What the files try to reach, which nobody may.</summary>
/// <param name="Url">Where somebody listens.</param>
/// <param name="Secret">A file that no tool is given.</param>
/// <param name="Canary">A file that none may write.</param>
sealed record Bait(string Url, string Secret, string Canary);
