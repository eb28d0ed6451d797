using System.Net;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Load;

/// <summary>Accounts for a run: registered once per run, with their direct conversations.</summary>
static class People
{
    public static async Task<IReadOnlyList<(string Sender, string Recipient, Guid Conversation)>> MakeAsync(
        Uri server, int pairs, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All })
        {
            BaseAddress = server, Timeout = TimeSpan.FromSeconds(60),
        };
        var made = new (string, string, Guid)[pairs];
        var run = Ids.New().ToString("N")[^12..];
        var options = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, pairs, options, async (i, token) =>
        {
            var sender = await RegisterAsync(http, $"s{run}_{i}", token);
            var recipient = await RegisterAsync(http, $"r{run}_{i}", token);
            var api = new TeahouseApi(http) { Token = sender.Token };
            var conversation = await api.CallAsync(Commands.CreateConversation, new("direct", [recipient.User.Id]), token);
            made[i] = (sender.Token, recipient.Token, conversation.Id);
        });
        return made;
    }

    static Task<LoggedIn> RegisterAsync(HttpClient http, string name, CancellationToken cancellationToken) =>
        new TeahouseApi(http).CallAsync(Commands.Register, new(name, "a password of the load tool", name, "load"), cancellationToken);
}
