namespace Teahouse.Platform.Config;

/// <summary>The configuration cannot be used. Every error is told at once, each with the path of its key; values are never repeated.</summary>
public sealed class ConfigurationException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
