using System.Globalization;
using Teahouse.Protocol;

namespace Teahouse.Load.Peers;

/// <summary>The floor: a WebSocket relay on the same web server that keeps nothing.</summary>
sealed class RelayContestant : Contestant
{
    readonly string _folder = ServerStart.NewFolder("relay");
    readonly int _port = PeerProcess.FreePort();
    PeerProcess? _process;

    public override string Name => "bare relay";

    public override Task<string> VersionAsync(CancellationToken cancellationToken) => Task.FromResult($".NET {Environment.Version}, Kestrel");

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var program = ServerStart.Built("Teahouse.Floor", "Teahouse.Floor");
        _process = await PeerProcess.StartAsync(
            _folder, _port, new Dictionary<string, string>(), [program, _port.ToString(CultureInfo.InvariantCulture)], false,
            cancellationToken);
    }

    public override Costs Cost() => new(_process!.Cost, default);

    public override Task<IReadOnlyList<Account>> MakeAccountsAsync(int count, int listOf, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Account>>([.. Enumerable.Range(0, count).Select(_ => new Account("somebody", "", "token"))]);

    public override Task<Conversation> MakeConversationAsync(IReadOnlyList<Account> people, CancellationToken cancellationToken) =>
        Task.FromResult(new Conversation(Ids.New().ToString(), people.Count > 2));

    public override Line NewLine(LinePlace place) => new TeahouseLine(new Uri($"http://127.0.0.1:{_port}"), place.Account)
    {
        Loop = place.Loop, Listener = place.Listener, Room = place.Room, Sender = place.Sender,
    };

    public override async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
