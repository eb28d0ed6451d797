namespace Teahouse.Load.Peers;

/// <summary>How long, and how much.</summary>
/// <param name="Rounds">Rounds that count.</param>
/// <param name="Seconds">Length of a round of talk.</param>
/// <param name="IdleSeconds">How long each round looks at idle connections.</param>
/// <param name="Members">Of the rooms.</param>
/// <param name="Connections">Of the crowd that comes, stays idle and comes back.</param>
/// <param name="Backlog">Messages that one has missed, in 200 conversations.</param>
/// <param name="History">Messages of the conversation that is read back.</param>
sealed record PeersOptions(int Rounds, double Seconds, double IdleSeconds, IReadOnlyList<int> Members, int Connections, int Backlog, int History);

/// <summary>What one round of one contestant has shown: figures by name and unit, in the order in which they are reported.</summary>
sealed record Measured(string Scenario, string Variant, string Contestant, int Round, IReadOnlyDictionary<string, double> Figures);

/// <summary>Something to measure on several servers in the same way.</summary>
abstract class Scenario
{
    /// <summary>As the command line calls it.</summary>
    public abstract string Name { get; }

    /// <summary>What is done, in a sentence or two.</summary>
    public abstract string Title { get; }

    public abstract IReadOnlyList<string> Variants { get; }

    /// <summary>New ones for a run, by their names.</summary>
    public abstract IReadOnlyList<Contestant> NewContestants();

    /// <summary>Makes people, and whatever else is there before it is measured.</summary>
    public abstract Task PrepareAsync(Contestant contestant, CancellationToken cancellationToken);

    /// <summary>Whether a round that does not count comes first.</summary>
    public virtual bool WarmsUp => true;

    /// <summary>One round of one contestant, or of what is measured along with it.</summary>
    public abstract Task<IReadOnlyList<Measured>> RoundAsync(string variant, Contestant contestant, int round, CancellationToken cancellationToken);

    /// <summary>Lets go of connections to a contestant that ends.</summary>
    public abstract void Leave(Contestant contestant);

    protected Measured Of(string variant, string contestant, int round, params (string Name, double Value)[] figures) =>
        new(Name, variant, contestant, round, figures.ToDictionary(figure => figure.Name, figure => figure.Value));
}
