using System.Diagnostics;
using System.Globalization;
using Teahouse.Load.Xmpp;

namespace Teahouse.Load.Peers;

/// <summary>Where a peer keeps what was said.</summary>
enum Archive
{
    /// <summary>Nowhere: messages pass through.</summary>
    None,

    /// <summary>In the peer's own files.</summary>
    Own,

    /// <summary>In PostgreSQL.</summary>
    Postgres,
}

/// <summary>A server of XMPP with a folder of its own, and a PostgreSQL where it needs one.</summary>
abstract class XmppContestant(Archive archive) : KeepingContestant
{
    protected const string Host = "localhost";
    const string Password = "password";

    readonly string _folder = ServerStart.NewFolder("peer");
    int _port;
    int _people;
    int _rooms;
    PeerProcess? _process;
    PeerPostgres? _postgres;

    protected Archive Archive => archive;

    protected string Folder => Path.Combine(_folder, "server");

    /// <summary>Its database; null when it runs without.</summary>
    protected PeerPostgres? Postgres => _postgres;

    protected abstract string Package { get; }

    protected abstract bool NeedsPostgres { get; }

    protected string With => archive switch
    {
        Archive.Postgres => " + PostgreSQL",
        Archive.None => ", no archive",
        _ => "",
    };

    public override async Task<string> VersionAsync(CancellationToken cancellationToken)
    {
        using var query = Process.Start(new ProcessStartInfo("dpkg-query", ["-W", "-f", "${Version}", Package]) { RedirectStandardOutput = true })!;
        var version = await query.StandardOutput.ReadToEndAsync(cancellationToken);
        return _postgres is null ? version
            : $"{version} with PostgreSQL {await Sql.ScalarAsync<string>(_postgres.ConnectionString, "SHOW server_version", cancellationToken)}";
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        if (NeedsPostgres)
        {
            _postgres = await PeerPostgres.StartAsync(Path.Combine(_folder, "database"), cancellationToken);
            await Sql.ExecuteAsync(_postgres.ConnectionString, $"CREATE DATABASE {Package}", cancellationToken);
            await MakeSchemaAsync(cancellationToken);
        }

        _port = PeerProcess.FreePort();
        _process = await StartAsync(_port, cancellationToken);
    }

    public override async Task RestartAsync(CancellationToken cancellationToken)
    {
        await _process!.DisposeAsync();
        _process = await StartAsync(_port, cancellationToken);
    }

    public override Costs Cost() => new(_process!.Cost, _postgres?.Cost ?? default);

    public override async Task<IReadOnlyList<Account>> MakeAccountsAsync(int count, int listOf, CancellationToken cancellationToken)
    {
        var first = _people;
        _people += count;
        Account[] made = [.. Enumerable.Range(first, count).Select(i => new Account(string.Create(CultureInfo.InvariantCulture, $"u{i}"), Password))];
        await AddAsync(made, i => Enumerable.Range(1, Math.Min(listOf, count - 1)).Select(step => made[(i + step) % count].Name), cancellationToken);
        return made;
    }

    public override Task<Conversation> MakeConversationAsync(IReadOnlyList<Account> people, CancellationToken cancellationToken) =>
        Task.FromResult<Conversation>(people.Count == 2 ? new($"{people[1].Name}@{Host}", false)
            : new(string.Create(CultureInfo.InvariantCulture, $"room{Interlocked.Increment(ref _rooms)}@rooms.{Host}"), true));

    public override Line NewLine(LinePlace place) => NewLine(place, managed: false);

    public override Line NewLastingLine(LinePlace place) => NewLine(place, managed: true);

    /// <summary>Whatever the archive keeps from now on.</summary>
    public override async Task<string> LeaveAsync(Account account, CancellationToken cancellationToken)
    {
        // The archive is asked by whole seconds.
        await Task.Delay(1100, cancellationToken);
        return TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
    }

    public override Reader NewReader(Loop loop, Account account) => new XmppReader(new(_port, Host, Managed: false), loop, account);

    public override async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Makes the tables in the empty database, where the server does not do that itself.</summary>
    protected virtual Task MakeSchemaAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A message as archives keep it.</summary>
    protected static string Stored(Account from, Conversation to, string id, string text) =>
        $"<message to='{to.Address}' from='{from.Name}@{Host}/load' type='chat' id='{id}' xmlns='jabber:client'><body>{text}</body></message>";

    protected abstract Task<PeerProcess> StartAsync(int port, CancellationToken cancellationToken);

    /// <summary>Adds accounts, each with the names in its list of contacts.</summary>
    protected abstract Task AddAsync(IReadOnlyList<Account> accounts, Func<int, IEnumerable<string>> contacts, CancellationToken cancellationToken);

    XmppLine NewLine(LinePlace place, bool managed) => new(new(_port, Host, managed), place.Account)
    {
        Loop = place.Loop, Listener = place.Listener, Room = place.Room, Sender = place.Sender,
    };
}
