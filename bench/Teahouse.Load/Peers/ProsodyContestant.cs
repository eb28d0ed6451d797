using System.Globalization;

namespace Teahouse.Load.Peers;

/// <summary>Prosody of Debian, with accounts and lists of contacts in its own files whatever its archive.</summary>
sealed class ProsodyContestant(Archive archive) : XmppContestant(archive)
{
    public override string Name => Archive == Archive.Own ? "Prosody + files" : $"Prosody{With}";

    protected override string Package => "prosody";

    protected override bool NeedsPostgres => Archive == Archive.Postgres;

    string Connection => $"{Postgres!.ConnectionString};Database=prosody";

    public override async Task<(Conversation Conversation, string Middle)> MakeHistoryAsync(
        IReadOnlyList<Account> people, int messages, CancellationToken cancellationToken)
    {
        var end = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var with = await MakeConversationAsync(people, cancellationToken);
        var text = Stamp.Text(0, 100);
        string Id(int number) => number.ToString("x16", CultureInfo.InvariantCulture);
        // The first message makes the table.
        Writing.Run(this, [people[0]], [with], 1, cancellationToken);
        await Sql.ExecuteAsync(Connection, "TRUNCATE prosodyarchive", cancellationToken);
        await Sql.CopyAsync(Connection, """prosodyarchive (host, "user", store, "when", "with", key, type, value)""", Enumerable.Range(1, messages),
            async (row, number) =>
            {
                await row.WriteAsync(Host);
                await row.WriteAsync(people[0].Name);
                await row.WriteAsync("archive");
                await row.WriteAsync((int)(end - ((messages - number) / 2000)));
                await row.WriteAsync(with.Address);
                await row.WriteAsync(Id(number));
                await row.WriteAsync("xml");
                await row.WriteAsync(Stored(people[0], with, Id(number), text));
            }, cancellationToken);
        await Sql.ExecuteAsync(Connection, "VACUUM ANALYZE prosodyarchive", cancellationToken);
        return (with, Id(messages / 2));
    }

    protected override async Task<PeerProcess> StartAsync(int port, CancellationToken cancellationToken)
    {
        var config = Path.Combine(Folder, "prosody.cfg.lua");
        await PeerConfig.WriteAsync("prosody.cfg.lua", config, new Dictionary<string, string?>
        {
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["folder"] = Folder,
            ["database"] = Postgres?.Address,
            ["mam"] = Archive == Archive.None ? null : "mam",
            ["store"] = Archive switch { Archive.Postgres => "sql", Archive.Own => "internal", _ => null },
        }, cancellationToken);
        return await PeerProcess.StartAsync(
            Folder, port, new Dictionary<string, string> { ["HOME"] = Folder }, ["prosody", "--config", config, "-F"], true, cancellationToken);
    }

    protected override async Task AddAsync(
        IReadOnlyList<Account> accounts, Func<int, IEnumerable<string>> contacts, CancellationToken cancellationToken)
    {
        var (people, lists) = (Directory.CreateDirectory(Path.Combine(Folder, "data", Host, "accounts")),
            Directory.CreateDirectory(Path.Combine(Folder, "data", Host, "roster")));
        for (var i = 0; i < accounts.Count; i++)
        {
            await WriteAsync(people, accounts[i].Name, $"[\"password\"] = \"{accounts[i].Password}\";", cancellationToken);
            var items = string.Concat(contacts(i).Select(name =>
                $"[\"{name}@{Host}\"] = {{ [\"subscription\"] = \"none\"; [\"groups\"] = {{}}; [\"name\"] = \"{name}\"; }};\n"));
            await WriteAsync(lists, accounts[i].Name, $"[false] = {{ [\"version\"] = 1; }};\n{items}", cancellationToken);
        }

        await PeerProcess.GiveAsync(Folder, cancellationToken);
    }

    // A table in Prosody's own words.
    static Task WriteAsync(DirectoryInfo folder, string name, string fields, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(Path.Combine(folder.FullName, name + ".dat"), $"return {{\n{fields}\n}};\n", cancellationToken);
}
