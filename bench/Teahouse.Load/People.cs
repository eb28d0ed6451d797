using System.Net;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Load;

/// <summary>The people of one room, those who write first.</summary>
sealed record RoomPeople(IReadOnlyList<string> Tokens, Guid Conversation);

/// <summary>Accounts for a run: registered once per run, with their conversations.</summary>
static class People
{
    public static async Task<IReadOnlyList<RoomPeople>> MakeAsync(Uri server, TalkOptions options, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All })
        {
            BaseAddress = server, Timeout = TimeSpan.FromSeconds(60),
        };
        var people = new LoggedIn[options.Rooms * options.Members];
        var run = Ids.New().ToString("N")[^12..];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, people.Length, parallel, async (i, token) => people[i] = await RegisterAsync(http, $"p{run}_{i}", token));
        var made = new RoomPeople[options.Rooms];
        await Parallel.ForAsync(0, options.Rooms, parallel, async (i, token) =>
        {
            var inside = people[(i * options.Members)..((i + 1) * options.Members)];
            var api = new TeahouseApi(http) { Token = inside[0].Token };
            var kind = options.Members == 2 ? "direct" : "group";
            var conversation = await api.CallAsync(
                Commands.CreateConversation, new(kind, [.. inside.Skip(1).Select(p => p.User.Id)], kind == "group" ? "load" : null), token);
            made[i] = new([.. inside.Select(p => p.Token)], conversation.Id);
        });
        return made;
    }

    static Task<LoggedIn> RegisterAsync(HttpClient http, string name, CancellationToken cancellationToken) =>
        new TeahouseApi(http).CallAsync(Commands.Register, new(name, "a password of the load tool", name, "load"), cancellationToken);
}
