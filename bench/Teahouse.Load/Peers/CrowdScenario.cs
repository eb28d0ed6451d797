using System.Diagnostics;

namespace Teahouse.Load.Peers;

/// <summary>Many who log in at once, stay idle, lose the network and come back at once, while a few others talk.</summary>
sealed class CrowdScenario(PeersOptions options) : Scenario
{
    public const string LogIn = "log-in storm";
    public const string Idle = "idle";
    public const string Return = "reconnect storm";

    const int ListOf = 50;
    const int AtOnce = 400;
    const double Rate = 200;
    const double LongestStorm = 600;
    static readonly TalkOptions Pairs = new("pairs", 20, 2, 1, 4, Rate, 100, 0, 0, 0);

    readonly Dictionary<Contestant, People> _people = [];

    public override string Name => "crowd";

    public override string Title =>
        $"{options.Connections} people with {ListOf} conversations (or contacts) each: they log in by password and fetch their list, {AtOnce} " +
        "at a time; stay idle; are cut off without a word, all at once; and come back. 20 other pairs write 200 messages a second throughout.";

    public override IReadOnlyList<string> Variants => [LogIn];

    // Each round begins with a server that has just been started, so that memory is counted from the same place.
    public override bool WarmsUp => false;

    public override IReadOnlyList<Contestant> NewContestants() =>
        [new TeahouseContestant(Target.Own), new EjabberdContestant(Archive.Postgres), new ProsodyContestant(Archive.Own)];

    public override async Task PrepareAsync(Contestant contestant, CancellationToken cancellationToken) =>
        _people[contestant] = new(await contestant.MakeAccountsAsync(options.Connections, ListOf, cancellationToken),
            await contestant.MakeRoomsAsync(Pairs.Rooms, Pairs.Members, cancellationToken));

    public override async Task<IReadOnlyList<Measured>> RoundAsync(
        string variant, Contestant contestant, int round, CancellationToken cancellationToken)
    {
        await ((KeepingContestant)contestant).RestartAsync(cancellationToken);
        using var talk = new Talk(Pairs, _people[contestant].Talking, contestant.NewLine, cancellationToken);
        using var loop = new Loop(cancellationToken);
        var lines = _people[contestant].Crowd.Select(account => contestant.NewLastingLine(new(loop, new Nobody(), account))).ToList();
        var crowd = new Crowd(contestant, loop, lines, talk);
        var before = talk.Run(new(options.Seconds, Rate), contestant.Cost, cancellationToken);
        var empty = contestant.Cost();
        var came = await StormAsync(crowd, LogIn, round, before, line => line.Open(list: true), cancellationToken);
        var idle = LookAtIdle(crowd, round, empty);
        before = talk.Run(new(options.Seconds, Rate), contestant.Cost, cancellationToken);
        lines.ForEach(line => line.Break());
        var back = await StormAsync(crowd, Return, round, before, line => line.Resume(), cancellationToken);
        return [came, idle, back];
    }

    public override void Leave(Contestant contestant) => _people.Remove(contestant);

    /// <summary>All at once, while the others go on talking in a thread of their own.</summary>
    async Task<Measured> StormAsync(Crowd crowd, string variant, int round, Round before, Action<Line> begin, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var talking = Task.Factory.StartNew(() => crowd.Talk.Run(new(LongestStorm, Rate), crowd.Server.Cost, over.Token), CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var (cost, wire) = (crowd.Server.Cost(), crowd.Loop.Bytes);
        var start = Stopwatch.GetTimestamp();
        try
        {
            new Opening(crowd.Loop, AtOnce).Run(crowd.Lines, begin);
        }
        finally
        {
            await over.CancelAsync();
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var used = crowd.Server.Cost() - cost;
        var meanwhile = await talking;
        double count = crowd.Lines.Count;
        return Of(variant, crowd.Server.Name, round,
            (Figures.Back, seconds), (Figures.Ins, count / seconds),
            (Figures.Server, used.Server.CpuMicroseconds / count), (Figures.Database, used.Database.CpuMicroseconds / count),
            (Figures.Both, (used.Server.CpuMicroseconds + used.Database.CpuMicroseconds) / count),
            (Figures.Wire, (crowd.Loop.Bytes - wire) / count),
            (Figures.P99, meanwhile.P99Ms), (Figures.Before, before.P99Ms));
    }

    Measured LookAtIdle(Crowd crowd, int round, Costs empty)
    {
        // What log-ins have set off comes to its end first.
        crowd.Loop.For(TimeSpan.FromSeconds(3));
        var (cost, wire) = (crowd.Server.Cost(), crowd.Loop.Bytes);
        var seconds = options.IdleSeconds;
        crowd.Loop.For(TimeSpan.FromSeconds(seconds));
        var now = crowd.Server.Cost();
        var used = now - cost;
        double count = crowd.Lines.Count;
        return Of(Idle, crowd.Server.Name, round,
            (Figures.Rss, (now.Server.ResidentBytes - empty.Server.ResidentBytes) / count / 1024),
            (Figures.DatabaseRss, (now.Database.ResidentBytes - empty.Database.ResidentBytes) / count / 1024),
            (Figures.ServerCpu, used.Server.CpuMicroseconds / seconds / 1e4),
            (Figures.DatabaseCpu, used.Database.CpuMicroseconds / seconds / 1e4),
            (Figures.Hour, (crowd.Loop.Bytes - wire) / count * 3600 / seconds));
    }

    /// <summary>Hears nothing.</summary>
    sealed class Nobody : ILineListener;

    sealed record People(IReadOnlyList<Account> Crowd, IReadOnlyList<Room> Talking);

    sealed record Crowd(Contestant Server, Loop Loop, List<Line> Lines, Talk Talk);
}
