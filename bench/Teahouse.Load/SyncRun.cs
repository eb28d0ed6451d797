using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Load;

/// <summary>What people with few and with many conversations pay for the same news. Medians; bytes of answers without compression.</summary>
/// <param name="Conversations">How many they are in.</param>
/// <param name="SyncMs">To sync what has changed since the last time.</param>
/// <param name="SyncBytes">The answer to that.</param>
/// <param name="ListMs">To list the first page of conversations, as a new device does.</param>
/// <param name="ListBytes">The answer to that.</param>
sealed record SyncCost(int Conversations, double SyncMs, double SyncBytes, double ListMs, double ListBytes);

/// <summary>Sync at scale: some conversations of each person change, and they come back.</summary>
sealed class SyncRun(HttpClient http, int changed)
{
    public static async Task<IReadOnlyList<SyncCost>> RunAsync(
        Uri server, IReadOnlyList<int> sizes, int changed, int rounds, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };
        var run = new SyncRun(http, changed);
        var friend = await run.RegisterAsync("friend", cancellationToken);
        var readers = new List<(LoggedIn Reader, Guid[] Conversations)>();
        foreach (var size in sizes)
        {
            var reader = await run.RegisterAsync($"reader{size}", cancellationToken);
            readers.Add((reader, await run.FillAsync(friend, reader, size, cancellationToken)));
        }

        // In turns, so that what else the machine does hits all alike; the first round warms up.
        var costs = readers.ConvertAll(_ => new List<SyncCost>());
        for (var round = 0; round <= rounds; round++)
        {
            for (var i = 0; i < readers.Count; i++)
            {
                costs[i].Add(await run.RoundAsync(friend, readers[i].Reader, readers[i].Conversations, cancellationToken));
            }
        }

        return costs.ConvertAll(all => new SyncCost(all[0].Conversations, Middle(all, c => c.SyncMs), Middle(all, c => c.SyncBytes),
            Middle(all, c => c.ListMs), Middle(all, c => c.ListBytes)));
    }

    public static string ToTable(IReadOnlyList<SyncCost> costs, int changed)
    {
        var table = new StringBuilder();
        table.AppendLine(CultureInfo.InvariantCulture, $"sync: {changed} conversations have changed; the list's first page has 50");
        table.AppendLine();
        table.AppendLine("| conversations | sync ms | sync B | list ms | list B |");
        table.AppendLine("|---|---|---|---|---|");
        foreach (var c in costs)
        {
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| {c.Conversations} | {c.SyncMs:0.0} | {c.SyncBytes:0} | {c.ListMs:0.0} | {c.ListBytes:0} |");
        }

        return table.ToString();
    }

    static double Middle(List<SyncCost> costs, Func<SyncCost, double> of) => costs.Skip(1).Select(of).Order().ElementAt((costs.Count - 1) / 2);

    Task<LoggedIn> RegisterAsync(string name, CancellationToken cancellationToken) => new TeahouseApi(http).CallAsync(
        Commands.Register, new($"{name}_{Ids.New():N}"[..24], "a password of the load tool", name, "load"), cancellationToken);

    async Task<Guid[]> FillAsync(LoggedIn friend, LoggedIn reader, int size, CancellationToken cancellationToken)
    {
        var made = new Guid[size];
        var api = new TeahouseApi(http) { Token = friend.Token };
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, size, parallel, async (i, token) =>
            made[i] = (await api.CallAsync(Commands.CreateConversation, new("group", [reader.User.Id], $"room {i}"), token)).Id);
        return made;
    }

    async Task<SyncCost> RoundAsync(LoggedIn friend, LoggedIn reader, Guid[] conversations, CancellationToken cancellationToken)
    {
        var (own, other) = (new TeahouseApi(http) { Token = reader.Token }, new TeahouseApi(http) { Token = friend.Token });
        string? cursor = null;
        for (var more = true; more;)
        {
            var page = await own.CallAsync(Commands.Sync, new(cursor, Limits.PageSize), cancellationToken);
            (cursor, more) = (page.Cursor, page.More);
        }

        foreach (var conversation in conversations.Take(changed))
        {
            await other.CallAsync(Commands.Send, new(new TextContent("news"), Ids.New(), conversation), cancellationToken);
        }

        var (syncMs, syncBytes) = await GetAsync($"/api/v1/sync?since={Uri.EscapeDataString(cursor!)}", reader.Token, cancellationToken);
        var (listMs, listBytes) = await GetAsync("/api/v1/conversations", reader.Token, cancellationToken);
        return new(conversations.Length, syncMs, syncBytes, listMs, listBytes);
    }

    async Task<(double Ms, double Bytes)> GetAsync(string path, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var began = Stopwatch.GetTimestamp();
        using var response = await http.SendAsync(request, cancellationToken);
        var body = await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken);
        return (Stopwatch.GetElapsedTime(began).TotalMilliseconds, body.Length);
    }
}
