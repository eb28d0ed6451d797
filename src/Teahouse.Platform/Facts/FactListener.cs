namespace Teahouse.Platform.Facts;

/// <summary>Takes facts in commit order, at least once: bear repeats, and throw to be given them again.</summary>
public delegate Task FactHandler(IReadOnlyList<Fact> facts, CancellationToken cancellationToken);

/// <summary>A listener that keeps its own place.</summary>
/// <param name="Name">Its stable name, <c>unit.purpose</c>; its place is kept under it.</param>
/// <param name="Topics">The topics it hears.</param>
/// <param name="Handler">What it does with them.</param>
/// <param name="Start">Where it begins when it is new.</param>
/// <param name="Gather">For how long facts gather between two readings, where that is longer than <see cref="FactOptions.PauseMs"/>.</param>
public sealed record FactListener(
    string Name, IReadOnlyList<string> Topics, FactHandler Handler, FactStart Start = FactStart.Oldest, TimeSpan Gather = default);

/// <summary>Where a new listener begins.</summary>
public enum FactStart
{
    /// <summary>With the oldest fact that is still kept.</summary>
    Oldest,

    /// <summary>With what happens from now on.</summary>
    Now,
}
