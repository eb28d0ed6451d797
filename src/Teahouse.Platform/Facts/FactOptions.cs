using System.ComponentModel.DataAnnotations;

namespace Teahouse.Platform.Facts;

/// <summary>How facts reach their listeners.</summary>
public sealed record FactOptions
{
    /// <summary>How many facts a listener is given at once at most.</summary>
    [Range(1, 10_000)]
    public int BatchFacts { get; init; } = 256;

    /// <summary>How many bytes of facts a listener is given at once; one fact larger than that comes alone.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int BatchBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Milliseconds between two readings of a listener that has caught up, so that facts gather instead of coming one by one.</summary>
    [Range(0, 10_000)]
    public int PauseMs { get; init; } = 100;

    /// <summary>Milliseconds after which a listener looks for facts of other nodes without having been woken.</summary>
    [Range(10, 60_000)]
    public int PollMs { get; init; } = 1000;

    /// <summary>Seconds after which another node takes over a listener whose node is silent.</summary>
    [Range(1, 600)]
    public int LeaseS { get; init; } = 15;

    /// <summary>Seconds of pause, at most, between two tries of a handler that fails.</summary>
    [Range(1, 3600)]
    public int LongestBackOffS { get; init; } = 30;

    /// <summary>Seconds between two deletions of what every listener has had.</summary>
    [Range(1, 3600)]
    public int TrimEveryS { get; init; } = 5;

    /// <summary>Days after which a listener that no node serves is forgotten and does not hold up deletion any more.</summary>
    [Range(1, 3650)]
    public int KeepAbsentListenersDays { get; init; } = 7;
}
