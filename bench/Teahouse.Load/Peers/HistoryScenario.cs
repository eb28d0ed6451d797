using System.Diagnostics;

namespace Teahouse.Load.Peers;

/// <summary>Somebody reads back through a very long conversation.</summary>
sealed class HistoryScenario(PeersOptions options) : Scenario
{
    const string Back = "page back";
    const string Middle = "open in the middle";
    const int Pages = 25;

    readonly Dictionary<Contestant, Book> _books = [];

    public override string Name => "history";

    public override string Title =>
        $"Two people have {options.History} messages of 100 bytes with each other, put there by COPY. One of them reads back {Pages} pages of " +
        $"{Reader.PageSize}, one after the other; and opens the conversation at a message in the middle, with {Reader.PageSize / 2} on either side.";

    public override IReadOnlyList<string> Variants => [Back, Middle];

    public override IReadOnlyList<Contestant> NewContestants() =>
        [new TeahouseContestant(Target.Own), new EjabberdContestant(Archive.Postgres), new ProsodyContestant(Archive.Postgres)];

    public override async Task PrepareAsync(Contestant contestant, CancellationToken cancellationToken)
    {
        var people = await contestant.MakeAccountsAsync(2, 0, cancellationToken);
        var server = (KeepingContestant)contestant;
        var (conversation, middle) = await server.MakeHistoryAsync(people, options.History, cancellationToken);
        _books[contestant] = new(server, people[0], conversation, middle);
    }

    public override Task<IReadOnlyList<Measured>> RoundAsync(string variant, Contestant contestant, int round, CancellationToken cancellationToken)
    {
        var book = _books[contestant];
        using var loop = new Loop(cancellationToken);
        using var reader = book.Server.NewReader(loop, book.Who);
        reader.Open();
        var latencies = new Latencies();
        var (cost, bytes) = (contestant.Cost(), loop.Bytes);
        string? place = null;
        for (var page = 0; page < Pages; page++)
        {
            var start = Stopwatch.GetTimestamp();
            if (variant == Back)
            {
                place = reader.Back(book.Conversation, place);
            }
            else
            {
                reader.Around(book.Conversation, book.Middle);
            }

            latencies.Add((long)Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        var used = contestant.Cost() - cost;
        return reader.Messages >= Pages * (Reader.PageSize - 1)
            ? Task.FromResult<IReadOnlyList<Measured>>([Of(variant, contestant.Name, round,
                (Figures.PageP50, latencies.Milliseconds(.5)), (Figures.PageWorst, latencies.Milliseconds(1)),
                (Figures.PageKilobytes, (loop.Bytes - bytes) / 1024.0 / Pages),
                (Figures.ServerMs, used.Server.CpuMicroseconds / 1000 / Pages), (Figures.DatabaseMs, used.Database.CpuMicroseconds / 1000 / Pages))])
            : throw new InvalidDataException($"{contestant.Name} gave {reader.Messages} messages in {Pages} pages.");
    }

    public override void Leave(Contestant contestant) => _books.Remove(contestant);

    sealed record Book(KeepingContestant Server, Account Who, Conversation Conversation, string Middle);
}
