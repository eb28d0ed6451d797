using System.Globalization;
using System.Net;
using System.Reflection;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Load.Peers;

/// <summary>The server of a run: one that runs already, or a program to start.</summary>
sealed record Target(Uri? Url, string Program, string? Data, IReadOnlyList<string> Settings, int? ServerPid, int? PostgresPid)
{
    /// <summary>The built program with a temporary data folder.</summary>
    public static Target Own => new(null, ServerStart.BuiltProgram(), null, [], null, null);
}

/// <summary>Teahouse, with the PostgreSQL that it brings.</summary>
sealed class TeahouseContestant(Target target) : KeepingContestant
{
    // What a benchmark of messages must not measure: the limits that protect log-in and sending from abuse.
    static readonly Dictionary<string, string> Raised = new()
    {
        ["accounts.registrations_per_hour"] = "1000000",
        ["accounts.password_iterations"] = "1000",
        ["accounts.hashes_waiting"] = "10000",
        ["accounts.failures_per_address"] = "1000000",
        ["gateway.address_calls_per_s"] = "1000000",
        ["gateway.address_calls_burst"] = "1000000",
        ["gateway.user_commands_per_s"] = "1000000",
        ["gateway.user_commands_burst"] = "1000000",
        ["gateway.unready_sockets_per_address"] = "10000",
        ["telemetry.log_level"] = "warning",
    };

    readonly string _data = target.Data ?? (target.Url is null ? ServerStart.NewFolder("load") : "");
    readonly HttpClient _http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All })
    {
        Timeout = TimeSpan.FromSeconds(60),
    };

    ServerProcess? _server;
    int? _serverPid;
    int? _postgresPid;

    public override string Name => "Teahouse";

    public Uri Address { get; private set; } = target.Url!;

    // The version and the commit.
    static string Build =>
        typeof(TeahouseContestant).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Its database, where the server is ours.</summary>
    public TeahouseRows Rows => new($"Host={Path.Combine(_data, "postgres", "run")};Username=teahouse;Database=teahouse");

    /// <summary>The settings of a server that is measured, and those that are given as <c>section.key=value</c>.</summary>
    public static IReadOnlyDictionary<string, string> SettingsWith(IReadOnlyList<string> given)
    {
        var settings = new Dictionary<string, string>(Raised);
        foreach (var pair in given)
        {
            var parts = pair.Split('=', 2);
            settings[parts[0]] = parts.Length == 2 ? parts[1] : "";
        }

        return settings;
    }

    public override async Task<string> VersionAsync(CancellationToken cancellationToken) =>
        $"{Build} with PostgreSQL {await Rows.VersionAsync(cancellationToken)}";

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RunAsync(0, cancellationToken);
        _http.BaseAddress = Address;
    }

    public override async Task RestartAsync(CancellationToken cancellationToken)
    {
        await _server!.DisposeAsync();
        await RunAsync(Address.Port, cancellationToken);
    }

    public override Costs Cost() => new(
        _serverPid is { } server ? ProcessCost.OfProcess(server) : default, _postgresPid is { } postgres ? ProcessCost.OfTree(postgres) : default);

    public override async Task<IReadOnlyList<Account>> MakeAccountsAsync(int count, int listOf, CancellationToken cancellationToken)
    {
        const string Password = "a password of the load tool";
        var run = Ids.New().ToString("N")[^12..];
        var made = new Account[count];
        await Parallel.ForAsync(0, count, Limited(cancellationToken), async (i, token) =>
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"p{run}_{i}");
            var opened = await new TeahouseApi(_http).CallAsync(Commands.Register, new(name, Password, name, "load"), token);
            made[i] = new(name, Password, opened.Token, opened.User.Id);
        });
        if (listOf > 0)
        {
            await Rows.AddCircleAsync([.. made.Select(account => account.Id)], listOf, cancellationToken);
        }

        return made;
    }

    public override async Task<Conversation> MakeConversationAsync(IReadOnlyList<Account> people, CancellationToken cancellationToken) =>
        new((await MakeConversationAsync(people, people.Count == 2 ? "direct" : "group", cancellationToken)).ToString(), people.Count > 2);

    /// <summary>So many groups of two people, beside the direct conversation that they can have once.</summary>
    public async Task<IReadOnlyList<Conversation>> MakeGroupsAsync(IReadOnlyList<Account> people, int count, CancellationToken cancellationToken)
    {
        var made = new Conversation[count];
        await Parallel.ForAsync(0, count, Limited(cancellationToken),
            async (i, token) => made[i] = new((await MakeConversationAsync(people, "group", token)).ToString(), true));
        return made;
    }

    public override Line NewLine(LinePlace place) => new TeahouseLine(Address, place.Account)
    {
        Loop = place.Loop, Listener = place.Listener, Room = place.Room, Sender = place.Sender,
    };

    /// <summary>Logs in by password, as the others do.</summary>
    public override Line NewLastingLine(LinePlace place) => NewLine(place with { Account = place.Account with { Token = null } });

    public override async Task<string> LeaveAsync(Account account, CancellationToken cancellationToken)
    {
        var api = new TeahouseApi(_http) { Token = account.Token };
        string? cursor = null;
        for (var more = true; more;)
        {
            var page = await api.CallAsync(Commands.Sync, new(cursor, Limits.PageSize), cancellationToken);
            (cursor, more) = (page.Cursor, page.More);
        }

        return cursor!;
    }

    public override async Task<(Conversation Conversation, string Middle)> MakeHistoryAsync(
        IReadOnlyList<Account> people, int messages, CancellationToken cancellationToken)
    {
        // By COPY before the server has heard of the conversation, which it then finds as a checkpoint of its log.
        var id = Ids.Direct(people[0].Id, people[1].Id);
        await Rows.AddDirectAsync([(people[0].Id, people[1].Id)], messages, cancellationToken);
        return (new(id.ToString(), false), (messages / 2).ToString(CultureInfo.InvariantCulture));
    }

    public override Reader NewReader(Loop loop, Account account) => new TeahouseReader(Address, loop, account);

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (target.Url is null && target.Data is null)
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    async Task RunAsync(int port, CancellationToken cancellationToken)
    {
        if (target.Url is null)
        {
            _server = await ServerProcess.StartAsync(
                new ServerStart(target.Program, _data, SettingsWith(target.Settings)) { Port = port }, cancellationToken);
            Address = _server.Address;
        }

        _serverPid = target.ServerPid ?? _server?.Pid;
        _postgresPid = target.PostgresPid ?? (_data.Length == 0 ? null : ProcessCost.Postmaster(_data));
    }

    static ParallelOptions Limited(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };

    async Task<Guid> MakeConversationAsync(IReadOnlyList<Account> people, string kind, CancellationToken cancellationToken)
    {
        var api = new TeahouseApi(_http) { Token = people[0].Token };
        var created = await api.CallAsync(
            Commands.CreateConversation, new(kind, [.. people.Skip(1).Select(p => p.Id)], kind == "group" ? "load" : null), cancellationToken);
        return created.Id;
    }
}
