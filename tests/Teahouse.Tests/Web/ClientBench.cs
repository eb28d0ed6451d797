using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>How quick the client is: figures for <c>bench/results</c>, no verdicts. Run by <c>./teahouse bench client</c>.</summary>
public sealed class ClientBench(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    const int Rounds = 5;
    const int Slower = 4;
    const int Stored = 100_000;
    const int Hour = 12;

    readonly StringBuilder _report = new();

    [Fact(Explicit = true)]
    public async Task Alice_opens_reads_and_scrolls()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var other = await server.PersonAsync("Dana");
        await other.SaysAsync(room["Alice"], "Hello from Dana");
        await Parallel.ForAsync(0, Stored, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
            await room["Bob"].WritesAsync(room, $"{i}: the second infusion of a good oolong is better than the first, and the third is better still."));
        Line($"""
            {Environment.ProcessorCount} cores, Chromium {Version()}, headless without a graphics processor; medians of {Rounds} fresh browser profiles.
            A group of {Stored:N0} messages and a direct conversation. Slowed: the page's processor {Slower} times slower (Emulation.setCPUThrottlingRate).

            | | log-in page ms | log-in to first conversation ms | opening it ms | again, kept ms | again, offline ms | KB | long tasks | blocked ms |
            |---|---|---|---|---|---|---|---|---|
            """);
        foreach (var slower in new[] { 1, Slower })
        {
            var rounds = new List<double[]>();
            for (var round = 0; round < Rounds; round++)
            {
                rounds.Add(await OpenAsync(room, slower));
            }

            Line($"| {(slower == 1 ? "as it is" : "slowed")} | {string.Join(" | ", rounds[0].Select((_, i) => Number(Median(rounds.Select(r => r[i])))))} |");
        }

        await ScrollAsync(room);
        await UseAsync(room);
        var results = Environment.GetEnvironmentVariable("RESULTS_FOLDER") ?? Path.GetTempPath();
        var day = TimeProvider.System.GetLocalNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(Path.Combine(results, $"{day}-client.md"), _report.ToString(), TestContext.Current.CancellationToken);
    }

    /// <summary>From an empty profile to the newest messages, then again from what the browser keeps, with and without the server.</summary>
    async Task<double[]> OpenAsync(Room room, int slower)
    {
        var alice = room["Alice"];
        var context = await chromium.ContextAsync(new Taste().Options);
        context.SetDefaultTimeout(Chromium.Patience);
        var page = await context.NewPageAsync();
        var probe = await Probe.OnAsync(page, slower);
        await page.GotoAsync(server.Address.ToString());
        var form = await probe.SeenAsync("form");
        await page.Locator("[name=username]").FillAsync(alice.Username);
        await page.Locator("[name=password]").FillAsync(alice.Password);
        await probe.BeginAsync("row");
        await page.Locator("form button[type=submit]").ClickAsync();
        var row = await probe.SeenAsync("row");
        await probe.BeginAsync("message");
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link).Filter(new() { HasText = room.Name }).ClickAsync();
        var opened = await probe.SeenAsync("message");
        var loaded = await probe.LoadedAsync();
        var tasks = await probe.TasksAsync();
        await page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => undefined)");
        await page.WaitForFunctionAsync("() => navigator.serviceWorker.controller !== null");
        await page.ReloadAsync();
        var again = await probe.SeenAsync("message");
        await context.SetOfflineAsync(true);
        await page.ReloadAsync();
        var offline = await probe.SeenAsync("message");
        await context.CloseAsync();
        return [form, row, opened, again, offline, loaded, tasks.Count, tasks.Blocked];
    }

    /// <summary>A long fling at the end of the conversation, and one from its middle.</summary>
    async Task ScrollAsync(Room room)
    {
        Line("""

            Scrolling up 100 pixels a frame (6,000 a second) for 20 s:

            | | frames a second | frame p95 ms | p99 ms | longest ms | over 34 ms % |
            |---|---|---|---|---|---|
            """);
        foreach (var slower in new[] { 1, Slower })
        {
            await using var alice = await Visitor.LogInAsync(chromium, server.Address, room["Alice"]);
            var probe = await Probe.OnAsync(alice.Page, slower);
            foreach (var place in new[] { "the end", "the middle" })
            {
                var seq = place == "the end" ? Stored : Stored / 2;
                await alice.GoAsync("/contacts");
                await alice.GoAsync($"/c/{room.Id}#m{seq}");
                await Expect(alice.Page.Locator(".bg-lit").First).ToBeVisibleAsync();
                var frames = await probe.ScrollAsync(100, 20);
                Array.Sort(frames);
                double[] figures = [1000 * frames.Length / frames.Sum(), At(frames, 0.95), At(frames, 0.99), frames[^1], Late(frames)];
                Line($"| {place}, {(slower == 1 ? "as it is" : "slowed")} | {string.Join(" | ", figures.Select(Number))} |");
            }
        }
    }

    /// <summary>What somebody does in an hour, without the pauses.</summary>
    async Task UseAsync(Room room)
    {
        Line("""

            An hour of use without its pauses, ten times in five minutes: reading back, writing, another conversation, the palette, the settings:

            | minute | heap MB | nodes | listeners |
            |---|---|---|---|
            """);
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, room["Alice"]);
        var probe = await Probe.OnAsync(alice.Page);
        for (var part = 0; part <= Hour; part++)
        {
            var held = await probe.HeldAsync();
            Line($"| {part * 5} | {Number(held.HeapMb)} | {held.Nodes} | {held.Listeners} |");
            for (var turn = 0; turn < 10 && part < Hour; turn++)
            {
                await UsingTests.TurnAsync(alice, room.Name, "Dana");
            }
        }
    }

    void Line(string line) => _report.AppendLine(line);

    static string Version() => System.Diagnostics.FileVersionInfo.GetVersionInfo("/usr/bin/chromium").ProductVersion ?? "of Debian";

    static double Late(double[] frames) => 100.0 * frames.Count(ms => ms > 34) / frames.Length;

    static double Median(IEnumerable<double> values) => At([.. values.Order()], 0.5);

    static double At(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];

    static string Number(double value) => value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
