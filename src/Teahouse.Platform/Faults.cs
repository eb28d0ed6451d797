namespace Teahouse.Platform;

/// <summary>
/// Seeds one named bug into a running server, so that the checker of the reliability campaign can be proved to catch it: the environment
/// variable <c>TEAHOUSE_SEEDED_BUG</c> names it, read once. It refuses to work unless <c>TEAHOUSE_ENVIRONMENT</c> is <c>test</c>.
/// </summary>
public static class Faults
{
    /// <summary>A message is acknowledged before its transaction is committed.</summary>
    public static string AckBeforeCommit => "ack_before_commit";

    /// <summary>A message that is sent again is stored again.</summary>
    public static string NoUniqueId => "no_unique_id";

    /// <summary>The owner of a partition trusts its memory and does not lock its epoch row.</summary>
    public static string MemoryFence => "memory_fence";

    /// <summary>The outbox is read by <c>position &gt; last</c>, which skips what commits late.</summary>
    public static string OutboxByPosition => "outbox_by_position";

    /// <summary>Heartbeats do not say how far each conversation has come.</summary>
    public static string NoTailDigest => "no_tail_digest";

    /// <summary>Whom an entry is told to is decided by a list from before somebody was removed.</summary>
    public static string MembershipOutsideLoop => "membership_outside_loop";

    /// <summary>A change of a message is stored and acknowledged, but no entry of the log says so.</summary>
    public static string StaleRevision => "stale_revision";

    static readonly string[] Known =
        [AckBeforeCommit, NoUniqueId, MemoryFence, OutboxByPosition, NoTailDigest, MembershipOutsideLoop, StaleRevision];
    static readonly Lazy<string?> Chosen = new(() => Read(Environment.GetEnvironmentVariable));

    /// <summary>The bug that this process carries; null in every honest one.</summary>
    /// <exception cref="InvalidOperationException">The name is unknown, or this is not a test.</exception>
    public static string? Seeded => Chosen.Value;

    /// <summary>Whether this process carries that bug.</summary>
    /// <exception cref="InvalidOperationException">The seeded name is unknown, or this is not a test.</exception>
    public static bool Is(string name) => Seeded == name;

    internal static string? Read(Func<string, string?> environment)
    {
        var name = environment("TEAHOUSE_SEEDED_BUG");
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        if (environment("TEAHOUSE_ENVIRONMENT") != "test")
        {
            throw new InvalidOperationException($"TEAHOUSE_SEEDED_BUG={name} breaks promises on purpose: it needs TEAHOUSE_ENVIRONMENT=test.");
        }

        return Known.Contains(name)
            ? name
            : throw new InvalidOperationException($"TEAHOUSE_SEEDED_BUG={name} is unknown; known are {string.Join(", ", Known)}.");
    }
}
