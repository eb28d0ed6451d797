using System.Globalization;

namespace Teahouse.Load.Peers;

/// <summary>ejabberd of Debian, with accounts and lists of contacts in PostgreSQL whatever its archive.</summary>
sealed class EjabberdContestant(Archive archive) : XmppContestant(archive)
{
    const string Libraries = "/usr/lib/x86_64-linux-gnu";
    const string Schema = "/usr/share/ejabberd/sql/pg.sql";

    public override string Name => Archive == Archive.Own ? "ejabberd + Mnesia" : $"ejabberd{With}";

    protected override string Package => "ejabberd";

    protected override bool NeedsPostgres => true;

    string Connection => $"{Postgres!.ConnectionString};Database=ejabberd";

    public override async Task<(Conversation Conversation, string Middle)> MakeHistoryAsync(
        IReadOnlyList<Account> people, int messages, CancellationToken cancellationToken)
    {
        // An archive's id is a time in microseconds.
        var end = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1000;
        var with = await MakeConversationAsync(people, cancellationToken);
        var text = Stamp.Text(0, 100);
        long Id(int number) => end - ((messages - number) * 500L);
        await Sql.CopyAsync(Connection, "archive (username, timestamp, peer, bare_peer, xml, txt, kind, nick)", Enumerable.Range(1, messages),
            async (row, number) =>
            {
                await row.WriteAsync(people[0].Name);
                await row.WriteAsync(Id(number));
                await row.WriteAsync(with.Address);
                await row.WriteAsync(with.Address);
                await row.WriteAsync(Stored(people[0], with, number.ToString("x16", CultureInfo.InvariantCulture), text));
                await row.WriteAsync(text);
                await row.WriteAsync("chat");
                await row.WriteAsync("");
            }, cancellationToken);
        await Sql.ExecuteAsync(Connection, "VACUUM ANALYZE archive", cancellationToken);
        return (with, Id(messages / 2).ToString(CultureInfo.InvariantCulture));
    }

    protected override async Task MakeSchemaAsync(CancellationToken cancellationToken) =>
        await Sql.ExecuteAsync(Connection, await File.ReadAllTextAsync(Schema, cancellationToken), cancellationToken);

    protected override async Task<PeerProcess> StartAsync(int port, CancellationToken cancellationToken)
    {
        var config = Path.Combine(Folder, "ejabberd.yml");
        await PeerConfig.WriteAsync("ejabberd.yml", config, new Dictionary<string, string?>
        {
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["database"] = Postgres!.Address,
            ["archive"] = Archive switch { Archive.Postgres => "sql", Archive.Own => "mnesia", _ => null },
            ["archived"] = Archive == Archive.None ? "false" : "true",
        }, cancellationToken);
        // As ejabberdctl starts it, but without a name on the network, and without threads that burn the processor while they wait for work.
        return await PeerProcess.StartAsync(Folder, port, new Dictionary<string, string>
        {
            ["EJABBERD_CONFIG_PATH"] = config,
            ["EJABBERD_LOG_PATH"] = Path.Combine(Folder, "ejabberd.log"),
            ["ERL_LIBS"] = Libraries,
            ["ERL_CRASH_DUMP"] = Path.Combine(Folder, "crash"),
            ["HOME"] = Folder,
        },
        [
            "erl", "+K", "true", "+P", "250000", "+Q", "65536", "+sbwt", "none", "+sbwtdcpu", "none", "+sbwtdio", "none",
            "-noinput", "-mnesia", "dir", $"\"{Path.Combine(Folder, "mnesia")}\"", "-s", "ejabberd",
        ], true, cancellationToken);
    }

    protected override async Task AddAsync(
        IReadOnlyList<Account> accounts, Func<int, IEnumerable<string>> contacts, CancellationToken cancellationToken)
    {
        await Sql.CopyAsync(Connection, "users (username, password)", accounts, async (row, account) =>
        {
            await row.WriteAsync(account.Name);
            await row.WriteAsync(account.Password);
        }, cancellationToken);
        var pairs = from i in Enumerable.Range(0, accounts.Count) from name in contacts(i) select (accounts[i].Name, Contact: name);
        await Sql.CopyAsync(Connection, "rosterusers (username, jid, nick, subscription, ask, askmessage, server, subscribe, type)", pairs,
            async (row, pair) =>
            {
                await row.WriteAsync(pair.Name);
                await row.WriteAsync($"{pair.Contact}@{Host}");
                await row.WriteAsync(pair.Contact);
                await row.WriteAsync("N", NpgsqlTypes.NpgsqlDbType.Char);
                await row.WriteAsync("N", NpgsqlTypes.NpgsqlDbType.Char);
                await row.WriteAsync("");
                await row.WriteAsync("N", NpgsqlTypes.NpgsqlDbType.Char);
                await row.WriteAsync("");
                await row.WriteAsync("item");
            }, cancellationToken);
        await Sql.ExecuteAsync(Connection, "ANALYZE", cancellationToken);
    }
}
