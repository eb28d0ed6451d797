using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Teahouse.Load;
using Teahouse.Platform;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Testing;

namespace Teahouse.Campaign;

/// <summary>
/// For each seeded bug the kind of day on which it hurts. An honest server has the same days without a violation; that is how the checker
/// is known to catch and not to cry wolf.
/// </summary>
public static class Bugs
{
    const int ToRead = 400;

    static readonly Dictionary<string, (string[] Rules, Func<CampaignOptions, Task<CampaignReport>> Day)> Days = new()
    {
        [Faults.AckBeforeCommit] = (["C1", "C3"], PostgresDiesAsync),
        [Faults.NoUniqueId] = (["C2", "C8"], AnswersAreLostAsync),
        [Faults.MemoryFence] = (["C12"], FormerOwnerWakesAsync),
        [Faults.OutboxByPosition] = (["C1", "C3"], ServerDiesInSilenceAsync),
        [Faults.NoTailDigest] = (["C1", "C5"], LastPushesAreLostAsync),
        [Faults.MembershipOutsideLoop] = (["C9"], SomebodyIsRemovedAsync),
        [Faults.StaleRevision] = (["C13"], EverybodyEditsAsync),
    };

    public static IReadOnlyCollection<string> Names => Days.Keys;

    /// <summary>Whether a verdict is the one that this bug must bring.</summary>
    public static bool Caught(string bug, Verdict verdict) => verdict.Rules.Any(Days[bug].Rules.Contains);

    /// <summary>Runs the day of a bug. Whether the server carries the bug is for the options to say.</summary>
    public static Task<CampaignReport> DayAsync(string bug, CampaignOptions options) => Days[bug].Day(options);

    static Task<CampaignReport> PostgresDiesAsync(CampaignOptions options) =>
        CampaignRun.RunAsync(Small(options) with { Messages = 2000, Kills = 6 }, [Trouble.BackendKill, Trouble.BackendKill, Trouble.PostmasterKill], share: 4);

    static Task<CampaignReport> AnswersAreLostAsync(CampaignOptions options) =>
        CampaignRun.RunAsync(Small(options) with { Messages = 1500, Kills = 2 }, [Trouble.LineReset, Trouble.LineCut, Trouble.ServerKill], share: 1);

    static CampaignOptions Small(CampaignOptions options) => options with
    {
        People = 10, SecondDevices = 4, Groups = 0, LeastPause = TimeSpan.FromSeconds(0.3), MostPause = TimeSpan.FromSeconds(0.6),
        // What a bug has lost does not come back by waiting.
        Patience = TimeSpan.FromSeconds(options.Bug is null ? 30 : 6),
    };

    // The last messages of a talk are pushed into the void, and nothing follows that would show a gap.
    static Task<CampaignReport> LastPushesAreLostAsync(CampaignOptions options) => QuietAsync(Small(options), async (town, line, _) =>
    {
        await WriteAsync(town, 5);
        line.Drop = CampaignRun.IsPush;

        // One writes and the others are silent: an acknowledgement of their own would show them the gap.
        town.Actors[0].WriteEverywhere(2);
        await Eventually.True("everything is acknowledged", () => town.Actors[0].Device.Waiting == 0);

        // The line stays bad to the end: only what a heartbeat says can tell that something is missing.
        if (line.Dropped == 0)
        {
            throw new InvalidOperationException("No push was lost.");
        }
    });

    // Owners remove somebody, who stays online; then everybody writes.
    static Task<CampaignReport> SomebodyIsRemovedAsync(CampaignOptions options) => QuietAsync(Small(options) with { Groups = 4 }, async (town, _, _) =>
    {
        await WriteAsync(town, 1);
        await Task.WhenAll(town.Actors.DistinctBy(actor => actor.User).Select(actor => actor.RemoveSomebodyAsync()));
        await WriteAsync(town, 1);
    });

    static Task<CampaignReport> EverybodyEditsAsync(CampaignOptions options) => QuietAsync(Small(options), async (town, _, _) =>
    {
        await WriteAsync(town, 2);
        await Task.WhenAll(town.Actors.DistinctBy(actor => actor.User).Select(actor => actor.EditEverywhereAsync()));
    });

    // Many conversations fall silent while some transactions take long; then the server is killed, and what it had in memory alone is gone.
    static async Task<CampaignReport> ServerDiesInSilenceAsync(CampaignOptions options)
    {
        var began = Stopwatch.GetTimestamp();
        options = Small(options) with { People = 20, SecondDevices = 10, Circle = 9, SendsDelivered = false };
        await using var database = await StartPostgresAsync(options);
        await using var keeper = await Keeper.StartAsync(options.Server(Path.Combine(options.Folder, "server"), 0,
            ("database.connection", database.ConnectionString), ("facts.pause_ms", "0"), ("chat.writers", "2")));
        await using var town = await Town.BuildAsync(options, keeper.Address, _ => () => keeper.Address);
        await GoOnlineAsync(town);
        var held = town.Actors[0].Conversations[0];
        for (var i = 0; i < ToRead; i++)
        {
            town.Actors[0].Write(held);
        }

        await WriteAsync(town, 1);
        var away = town.Actors.Where(actor => actor.Name.EndsWith('b')).ToList();
        await Task.WhenAll(away.Select(actor => actor.Device.StopAsync()));
        using (var quiet = new CancellationTokenSource())
        {
            var holding = HoldUpAsync(database.ConnectionString, held, town.Actors.Last(actor => actor.Conversations.Contains(held)), quiet.Token);
            await TrickleAsync(held, [.. town.Actors.Except(away)]);
            await quiet.CancelAsync();
            await holding;
        }

        await Eventually.True("everything is acknowledged", () => town.Actors.Except(away).All(actor => actor.Device.Waiting == 0));
        await keeper.KillServerAsync(TimeSpan.Zero);
        away.ForEach(actor => actor.Start());
        return await JudgeAsync(options, town, keeper.Address, began, null);
    }

    // Now and then a message for the writer that is held up, all the time messages for the other: its facts overtake.
    static async Task TrickleAsync(Guid held, IReadOnlyList<Actor> writers)
    {
        var places = writers.SelectMany(actor => actor.Conversations.Select(conversation => (Actor: actor, Conversation: conversation)))
            .Where(place => place.Conversation != held).ToList();
        var same = places.Where(place => HasWriterOf(place.Conversation, held)).DistinctBy(place => place.Conversation).Take(40).ToList();
        var other = places.Where(place => !HasWriterOf(place.Conversation, held)).ToList();
        for (var i = 0; i < same.Count; i++)
        {
            same[i].Actor.Write(same[i].Conversation);
            for (var k = 0; k < 40; k++)
            {
                var (actor, conversation) = other[(i * 40 + k) % other.Count];
                actor.Write(conversation);
                await Task.Delay(1);
            }
        }
    }

    // Of the two writer loops each has every second partition.
    static bool HasWriterOf(Guid one, Guid other) => Ids.Partition(one) % 2 == Ids.Partition(other) % 2;

    // A row that one writer must change is locked most of the time: its transactions have their places in the outbox, and commit late.
    static async Task HoldUpAsync(string connection, Guid conversation, Actor reader, CancellationToken stop)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        var receipts = new List<Task>();
        for (var seq = 1; seq < ToRead && !stop.IsCancellationRequested;)
        {
            await using var held = await database.OpenConnectionAsync(CancellationToken.None);
            await using var transaction = await held.BeginTransactionAsync(CancellationToken.None);
            await using var command = new NpgsqlCommand("SELECT 1 FROM chat.member WHERE conversation_id = $1 FOR UPDATE", held, transaction);
            command.Parameters.AddWithValue(conversation);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            for (var i = 0; i < 2; i++)
            {
                receipts.Add(reader.Device.CallAsync(Commands.Receipt, new(conversation, ReadSeq: seq++), CancellationToken.None));
                await Task.Delay(20, CancellationToken.None);
            }

            await transaction.CommitAsync(CancellationToken.None);
        }

        await Task.WhenAll(receipts);
    }

    static async Task<CampaignReport> QuietAsync(CampaignOptions options, Func<Town, FaultProxy, Keeper, Task> day)
    {
        var began = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(options.Folder);
        await using var keeper = await Keeper.StartAsync(options.Server(Path.Combine(options.Folder, "server")));
        await using var line = new FaultProxy(() => keeper.Address, options.Seed);
        await using var town = await Town.BuildAsync(options, keeper.Address, _ => () => line.Address);
        await GoOnlineAsync(town);
        await day(town, line, keeper);
        return await JudgeAsync(options, town, keeper.Address, began, line);
    }

    // A server stands still, another takes over, the first goes on as if nothing had happened.
    static async Task<CampaignReport> FormerOwnerWakesAsync(CampaignOptions options)
    {
        var began = Stopwatch.GetTimestamp();
        options = Small(options) with { SecondDevices = 10 };
        await using var database = await StartPostgresAsync(options);
        // Slow to look whether it is still the owner, so that the fence alone stands between the sleeper and the log.
        ServerStart Start(string name) => options.Server(Path.Combine(options.Folder, name), 0,
            ("database.connection", database.ConnectionString), ("gateway.heartbeat_s", "20"), ("chat.lease_s", "60"));

        await using var former = await ServerProcess.StartAsync(Start("former"), CancellationToken.None);
        await using var town = await Town.BuildAsync(options, former.Address, _ => () => former.Address);
        foreach (var actor in town.Actors)
        {
            actor.Recorder.Node = former.Address.Authority;
        }

        await GoOnlineAsync(town);
        await WriteAsync(town, 2);

        former.Freeze();
        await using var next = await ServerProcess.StartAsync(Start("next"), CancellationToken.None);
        var (moved, stayed) = (town.Actors.Where(a => a.Name.EndsWith('b')).ToList(), town.Actors.Where(a => a.Name.EndsWith('a')).ToList());
        await Task.WhenAll(moved.Select(actor => actor.MoveAsync(next.Address)));
        moved.ForEach(actor => actor.WriteEverywhere(1));
        await Eventually.True("the next owner stores", () => moved.All(actor => actor.Device.Waiting == 0));

        // These lie in the sockets of the sleeper when it wakes.
        var before = stayed.Sum(actor => actor.Device.Waiting);
        stayed.ForEach(actor => actor.WriteEverywhere(2));
        former.Thaw();
        await Task.Delay(TimeSpan.FromSeconds(3));
        former.Kill();
        await Task.WhenAll(stayed.Select(actor => actor.MoveAsync(next.Address)));
        options.Say($"{stayed.Sum(actor => actor.Device.Waiting) - before} messages were left for the next owner");
        return await JudgeAsync(options, town, next.Address, began, null);
    }

    static Task<EmbeddedPostgres> StartPostgresAsync(CampaignOptions options) => EmbeddedPostgres.StartAsync(
        new EmbeddedPostgresOptions { DataFolder = Path.Combine(options.Folder, "postgres") }, NullLogger.Instance, CancellationToken.None);

    static async Task GoOnlineAsync(Town town)
    {
        foreach (var actor in town.Actors)
        {
            actor.Start();
        }

        await Eventually.True("everybody is online", () => town.Actors.All(actor => actor.Device.IsOnline));
    }

    static async Task WriteAsync(Town town, int messages)
    {
        foreach (var actor in town.Actors)
        {
            actor.WriteEverywhere(messages);
        }

        await Eventually.True("everything is acknowledged", () => town.Actors.All(actor => actor.Device.Waiting == 0),
            () => $"{town.Actors.Sum(actor => actor.Device.Waiting)} are not");
    }

    static async Task<CampaignReport> JudgeAsync(CampaignOptions options, Town town, Uri server, long began, FaultProxy? line)
    {
        var healed = await town.HealAsync(server, options.Patience, options.Say);
        var verdict = Checker.Check(await town.HistoriesAsync(), await town.LookAfreshAsync(server));
        return new(verdict, new Dictionary<Trouble, int>(), 0, line?.Dropped ?? 0, town.LossesNoticed, healed, Stopwatch.GetElapsedTime(began), []);
    }
}
