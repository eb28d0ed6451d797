namespace Teahouse.Load.Peers;

/// <summary>A way to talk. Ways with the same options have the same people and lines.</summary>
sealed record TalkVariant(string Name, TalkOptions Options, Pace Pace);

/// <summary>People who talk, in pairs or in rooms.</summary>
class TalkScenario(
    string name, string title, IReadOnlyList<TalkVariant> variants, Func<IReadOnlyList<Contestant>> contestants) : Scenario
{
    readonly Dictionary<(Contestant Contestant, TalkOptions Options), Talk> _talks = [];

    public override string Name => name;

    public override string Title => title;

    public override IReadOnlyList<string> Variants => [.. variants.Select(variant => variant.Name)];

    public override IReadOnlyList<Contestant> NewContestants() => contestants();

    public override async Task PrepareAsync(Contestant contestant, CancellationToken cancellationToken)
    {
        foreach (var options in variants.Select(variant => variant.Options).Distinct())
        {
            var rooms = await contestant.MakeRoomsAsync(options.Rooms, options.Members, cancellationToken);
            _talks[(contestant, options)] = new Talk(options, rooms, contestant.NewLine, cancellationToken);
        }
    }

    public override Task<IReadOnlyList<Measured>> RoundAsync(string variant, Contestant contestant, int round, CancellationToken cancellationToken)
    {
        var way = variants.Single(one => one.Name == variant);
        var shown = _talks[(contestant, way.Options)].Run(way.Pace, contestant.Cost, cancellationToken);
        return Task.FromResult<IReadOnlyList<Measured>>([Of(variant, contestant.Name, round,
            (Figures.Delivered, shown.DeliveredPerSecond),
            (Figures.P50, shown.P50Ms), (Figures.P99, shown.P99Ms), (Figures.P999, shown.P999Ms),
            (Figures.Server, shown.ServerMicroseconds), (Figures.Database, shown.PostgresMicroseconds),
            (Figures.Both, shown.ServerMicroseconds + shown.PostgresMicroseconds), (Figures.Driver, shown.DriverMicroseconds),
            (Figures.Wire, shown.WireBytes), (Figures.Refused, shown.Errors))]);
    }

    public override void Leave(Contestant contestant)
    {
        foreach (var key in _talks.Keys.Where(key => key.Contestant == contestant).ToList())
        {
            _talks.Remove(key, out var talk);
            talk!.Dispose();
        }
    }
}

/// <summary>Two people at a time, and beside Teahouse what its database alone needs for the same rows.</summary>
sealed class PairsScenario(PeersOptions options) : TalkScenario(
    "pairs", "200 pairs, the first of each writes to the second, texts of 100 bytes. At saturation each has 4 messages under way.",
    Ways(options), NewOnes)
{
    const string Saturation = "saturation";
    const int Writers = 2;

    static TalkVariant[] Ways(PeersOptions options)
    {
        var pairs = new TalkOptions("pairs", 200, 2, 1, 4, null, 100, options.Seconds, options.Rounds, 0);
        return [new(Saturation, pairs, new(options.Seconds)), new("1000 a second", pairs, new(options.Seconds, 1000))];
    }

    static Contestant[] NewOnes() =>
    [
        new TeahouseContestant(Target.Own), new EjabberdContestant(Archive.Postgres), new EjabberdContestant(Archive.Own),
        new EjabberdContestant(Archive.None), new ProsodyContestant(Archive.Postgres), new ProsodyContestant(Archive.Own),
        new ProsodyContestant(Archive.None), new RelayContestant(),
    ];

    public override async Task<IReadOnlyList<Measured>> RoundAsync(
        string variant, Contestant contestant, int round, CancellationToken cancellationToken)
    {
        var shown = await base.RoundAsync(variant, contestant, round, cancellationToken);
        return variant == Saturation && contestant is TeahouseContestant teahouse
            ? [.. shown, await FloorAsync(teahouse, round, cancellationToken)] : shown;
    }

    /// <summary>The server rests, and its database takes such rows in batches as the server has just made, from as many writers.</summary>
    async Task<Measured> FloorAsync(TeahouseContestant teahouse, int round, CancellationToken cancellationToken)
    {
        var batch = await teahouse.Rows.BatchSizeAsync(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(TimeSpan.FromSeconds(options.Seconds));
        var (before, driver) = (teahouse.Cost(), ProcessCost.OfProcess(Environment.ProcessId));
        var rows = (await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => teahouse.Rows.AppendAsync(batch, stop.Token)))).Sum();
        var database = (teahouse.Cost() - before).Database.CpuMicroseconds / rows;
        driver = ProcessCost.OfProcess(Environment.ProcessId) - driver;
        return Of(Saturation, Goals.PostgresAlone, round, (Figures.Delivered, rows / options.Seconds), (Figures.Database, database),
            (Figures.Both, database), (Figures.Driver, driver.CpuMicroseconds / rows), (Figures.Batch, batch));
    }
}

/// <summary>Rooms whose members are all online.</summary>
sealed class RoomsScenario(PeersOptions options) : TalkScenario(
    "rooms", "A room, everybody online and with it open, texts of 100 bytes, 4 messages of each sender under way. A delivery is a message that " +
    "has come to one of the others; its latency ends with the last of those who never write.", Ways(options), NewOnes)
{
    static readonly int[] SenderCounts = [1, 20];

    static TalkVariant[] Ways(PeersOptions options) =>
    [
        .. from members in options.Members
           let room = new TalkOptions("rooms", 1, members, SenderCounts.Max(), 4, null, 100, options.Seconds, options.Rounds, 0)
           from senders in SenderCounts
           select new TalkVariant($"{members} members, {senders} writing", room, new(options.Seconds, null, senders)),
    ];

    static Contestant[] NewOnes() =>
    [
        new TeahouseContestant(Target.Own), new EjabberdContestant(Archive.Postgres), new ProsodyContestant(Archive.Postgres), new RelayContestant(),
    ];
}
