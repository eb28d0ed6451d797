using System.Diagnostics;
using System.Globalization;
using System.Text;
using Teahouse.Testing;

namespace Teahouse.Campaign;

/// <summary>What a campaign has shown.</summary>
public sealed record CampaignReport(
    Verdict Verdict, IReadOnlyDictionary<Trouble, int> Troubles, int Kills, int FramesDropped, long LossesNoticed, bool Healed,
    TimeSpan Took, IReadOnlyList<TimeSpan> Recoveries)
{
    public string ToTable()
    {
        var table = new StringBuilder("| figure | value |\n|---|---|\n");
        Row("acknowledged messages", Verdict.Acked);
        Row("written, outcome never known", Verdict.InDoubt);
        Row("acknowledged edits, recalls and reactions", Verdict.Changed);
        Row("joined, left and removed in groups", Verdict.Moves);
        Row("received on devices", Verdict.Received);
        Row("probes by the writer's other device", Verdict.Probes);
        Row("kills with -9", Kills);
        foreach (var (trouble, count) in Troubles)
        {
            Row($"– {trouble}", count);
        }

        Row("pushes swallowed by the bad line", FramesDropped);
        Row("losses noticed by heartbeats", LossesNoticed);
        if (Recoveries.Count > 0)
        {
            Row("from a kill to the next acknowledgement, median s", Recoveries.Order().ElementAt(Recoveries.Count / 2).TotalSeconds);
            Row("the same, worst s", Recoveries.Max().TotalSeconds);
        }

        Row("everything healed", Healed ? 1 : 0);
        Row("minutes", Took.TotalMinutes);
        Row("violations", Verdict.Violations.Count);
        return table.ToString();

        void Row(string name, double value) => table.Append(CultureInfo.InvariantCulture, $"| {name} | {value:0.##} |\n");
    }
}

/// <summary>Many devices write while server and PostgreSQL are killed again and again; then every history is judged.</summary>
public static class CampaignRun
{
    static readonly Trouble[] Menu =
    [
        Trouble.ServerKill, Trouble.ServerKill, Trouble.PostmasterKill, Trouble.BackendKill, Trouble.BackendKill,
        Trouble.LineCut, Trouble.LineReset, Trouble.LineFreeze, Trouble.DeviceRestart, Trouble.DeviceRestart,
    ];

    public static Task<CampaignReport> RunAsync(CampaignOptions options) => RunAsync(options, Menu, share: 4);

    /// <summary>A campaign with troubles from a menu; every so many-th device is on the bad line.</summary>
    public static async Task<CampaignReport> RunAsync(CampaignOptions options, IReadOnlyList<Trouble> menu, int share)
    {
        var began = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(options.Folder);
        await using var keeper = await Keeper.StartAsync(options.Server(Path.Combine(options.Folder, "server")));
        await using var line = new FaultProxy(() => keeper.Address, options.Seed) { Delay = TimeSpan.FromMilliseconds(2) };
        await using var town = await Town.BuildAsync(options, keeper.Address, number => number % share == 0 ? () => line.Address : () => keeper.Address);
        using var chaos = new Chaos(options, keeper, town, line);
        var drops = new Dice(options.Seed + 1);
        line.Drop = frame => IsPush(frame) && drops.PerMille(options.DropPerMille);
        Probe(town, options.Seed + 2);
        using (var stop = new CancellationTokenSource())
        {
            foreach (var actor in town.Actors)
            {
                actor.Start();
            }

            var living = town.Actors.Select(actor => actor.LiveAsync(stop.Token)).ToList();
            await chaos.RunAsync(menu);
            await stop.CancelAsync();
            await Task.WhenAll(living);
        }

        line.Drop = null;
        line.Delay = TimeSpan.Zero;
        await keeper.EnsureAsync();
        var healed = await town.HealAsync(keeper.Address, options.Patience, options.Say);
        var fresh = await town.LookAfreshAsync(keeper.Address);
        var verdict = Checker.Check(await town.HistoriesAsync(), fresh);
        return new(verdict, chaos.Seen, chaos.Kills, line.Dropped, town.LossesNoticed, healed, Stopwatch.GetElapsedTime(began), chaos.Recoveries);
    }

    /// <summary>Whether a frame carries messages and nothing that is waited for.</summary>
    public static bool IsPush(string frame) =>
        frame.Contains("\"op\":\"message\"", StringComparison.Ordinal) && !frame.Contains("\"op\":\"ok\"", StringComparison.Ordinal) &&
        !frame.Contains("\"op\":\"heartbeat\"", StringComparison.Ordinal);

    // One acknowledgement in a hundred is looked up by the writer's other device.
    static void Probe(Town town, ulong seed)
    {
        var dice = new Dice(seed);
        foreach (var actor in town.Actors.Where(actor => actor.Sibling is not null))
        {
            actor.Recorder.Acknowledged = (message, sent) =>
            {
                // Of a group the user may be no member any more.
                if (!actor.Groups.Contains(sent.ConversationId) && dice.PerMille(10))
                {
                    _ = Task.Run(() => actor.Sibling!.ProbeAsync(sent));
                }
            };
        }
    }
}
