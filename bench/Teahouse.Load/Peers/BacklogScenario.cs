using System.Diagnostics;

namespace Teahouse.Load.Peers;

/// <summary>Somebody comes back to what 200 others have written meanwhile.</summary>
sealed class BacklogScenario(PeersOptions options) : Scenario
{
    const int Others = 200;

    readonly Dictionary<Contestant, Absence> _absences = [];

    public override string Name => "backlog";

    public override string Title =>
        $"Somebody was away while {Others} others wrote {options.Backlog} messages to them, and logs in: until every conversation is listed " +
        "with what is new in it, and until every text is there. XMPP has no such list: it is right when the whole archive since then was read.";

    public override IReadOnlyList<string> Variants => ["catch up"];

    public override IReadOnlyList<Contestant> NewContestants() =>
    [
        new TeahouseContestant(Target.Own), new EjabberdContestant(Archive.Postgres), new ProsodyContestant(Archive.Postgres),
        new ProsodyContestant(Archive.Own),
    ];

    public override async Task PrepareAsync(Contestant contestant, CancellationToken cancellationToken)
    {
        var people = await contestant.MakeAccountsAsync(Others + 1, 0, cancellationToken);
        var conversations = new List<Conversation>();
        foreach (var other in people.Skip(1))
        {
            conversations.Add(await contestant.MakeConversationAsync([other, people[0]], cancellationToken));
        }

        var absence = new Absence((KeepingContestant)contestant, people[0], conversations,
            await ((KeepingContestant)contestant).LeaveAsync(people[0], cancellationToken));
        Writing.Run(contestant, [.. people.Skip(1)], conversations, options.Backlog / Others, cancellationToken);
        _absences[contestant] = absence;
    }

    public override Task<IReadOnlyList<Measured>> RoundAsync(string variant, Contestant contestant, int round, CancellationToken cancellationToken)
    {
        var absence = _absences[contestant];
        using var loop = new Loop(cancellationToken);
        using var reader = absence.Server.NewReader(loop, absence.Who);
        var cost = contestant.Cost();
        var start = Stopwatch.GetTimestamp();
        reader.CatchUp(absence.Mark);
        var (listed, listBytes) = (Stopwatch.GetElapsedTime(start).TotalMilliseconds, loop.Bytes);
        reader.Fetch(absence.Conversations);
        var (read, readBytes) = (Stopwatch.GetElapsedTime(start).TotalMilliseconds, loop.Bytes);
        var used = contestant.Cost() - cost;
        return reader.Messages == options.Backlog
            ? Task.FromResult<IReadOnlyList<Measured>>([Of(variant, contestant.Name, round,
                (Figures.List, listed), (Figures.ListKilobytes, listBytes / 1024.0),
                (Figures.Texts, read), (Figures.TextsKilobytes, readBytes / 1024.0),
                (Figures.ServerMs, used.Server.CpuMicroseconds / 1000), (Figures.DatabaseMs, used.Database.CpuMicroseconds / 1000))])
            : throw new InvalidDataException($"{contestant.Name} kept {reader.Messages} of {options.Backlog} messages.");
    }

    public override void Leave(Contestant contestant) => _absences.Remove(contestant);

    sealed record Absence(KeepingContestant Server, Account Who, IReadOnlyList<Conversation> Conversations, string Mark);
}
