using Teahouse.Protocol;

namespace Teahouse.Server.Media;

/// <summary>What was made of a file. With <c>Refused</c>, which says why in a few words, nothing was.</summary>
sealed record Derived(string? Refused, MediaFacts Facts, IReadOnlyList<DerivedFile> Files)
{
    /// <summary>Nothing, and nothing is wrong with that.</summary>
    public static Derived Nothing { get; } = new(null, new(null, null, null, null, null), []);

    public static Derived Not(string reason) => Nothing with { Refused = reason };
}

/// <summary>What was found out about a file; see <see cref="MediaItem"/>.</summary>
sealed record MediaFacts(int? Width, int? Height, int? DurationMs, string? Blur, string? Waveform);

/// <summary>A variant, and where it lies.</summary>
sealed record DerivedFile(MediaVariant Variant, string Path)
{
    public static DerivedFile Of(string name, string type, string path, int? width = null, int? height = null) =>
        new(new(name, type, new FileInfo(path).Length, width, height), path);
}
