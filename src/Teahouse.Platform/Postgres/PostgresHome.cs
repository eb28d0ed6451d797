using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Teahouse.Platform.Postgres;

/// <summary>The folder of the private PostgreSQL, <c>DATA/postgres</c>: its cluster, its socket, its log, and who may see them.</summary>
sealed class PostgresHome
{
    /// <summary>The longest path of a Unix socket that Linux takes, in bytes.</summary>
    public const int LongestSocketPath = 107;

    const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    PostgresHome(string folder, ServerUser? user, PostgresBinaries binaries) => (Folder, User, Binaries) = (folder, user, binaries);

    public string Folder { get; }
    public ServerUser? User { get; }
    public PostgresBinaries Binaries { get; }
    public string Cluster => Path.Combine(Folder, "data");
    public string Log => Path.Combine(Folder, "log");
    public string PidFile => Path.Combine(Cluster, "postmaster.pid");
    public string Sockets => SocketFolder(Folder);
    public string ConnectionString => $"Host={Sockets};Username=teahouse;Database=teahouse";

    /// <summary>Where the socket goes: beside the cluster, or in a short folder under /tmp when that path would be too long.</summary>
    public static string SocketFolder(string folder)
    {
        var beside = Path.Combine(folder, "run");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..16];
        return Encoding.UTF8.GetByteCount(Path.Combine(beside, ".s.PGSQL.5432")) <= LongestSocketPath ? beside : $"/tmp/teahouse-{hash}";
    }

    /// <summary>Makes the folders, gives them to the server's user, and makes the cluster if there is none yet.</summary>
    public static async Task<PostgresHome> PrepareAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var found = await PostgresBinaries.FindAsync(options.Binaries, cancellationToken);
        var user = ServerUser.Find();
        var data = await Tool.RunAsync(["realpath", options.DataFolder], "", cancellationToken);
        await LetInAsync(user, data, cancellationToken);

        var folder = Path.Combine(data, "postgres");
        await OwnFolderAsync(user, folder, cancellationToken);
        await OwnFolderAsync(user, SocketFolder(folder), cancellationToken);
        var home = new PostgresHome(folder, user, await found.ReachableAsync(user, folder, cancellationToken));
        await home.InitializeAsync(options.Durable, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(home.Cluster, "postgresql.conf"), PostgresConf.Write(options, home.Sockets), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(home.Cluster, "pg_hba.conf"), PostgresConf.Hba, cancellationToken);
        return home;
    }

    // The cluster is made under another name and then renamed: what bears the name "data" is whole.
    async Task InitializeAsync(bool durable, CancellationToken cancellationToken)
    {
        foreach (var halfDone in Directory.GetDirectories(Folder, "making-*"))
        {
            // An initdb that outlived its teahouse by a moment may still write there; then a later start removes it.
            await Tool.TryAsync(["rm", "-rf", halfDone], "", cancellationToken);
        }

        if (Directory.Exists(Cluster))
        {
            await CheckVersionAsync(cancellationToken);
            return;
        }

        var making = Path.Combine(Folder, $"making-{Guid.CreateVersion7():n}");
        string[] locale = Binaries.Major >= 17 ? ["--locale-provider=builtin", "--locale=C.UTF-8"] : ["--locale=C.UTF-8"];
        string[] sync = durable ? [] : ["--no-sync"];
        await Tool.RunAsync(
            User.Command([Binaries.Initdb, "-D", making, "-U", "postgres", "-E", "UTF8", "--auth=trust", .. locale, .. sync]), "", cancellationToken);
        await Sql(making, "CREATE ROLE teahouse LOGIN CREATEDB\nCREATE DATABASE teahouse OWNER teahouse\n", cancellationToken);
        Directory.Move(making, Cluster);
    }

    // One statement a line, before there is any server.
    async Task Sql(string cluster, string statements, CancellationToken cancellationToken)
    {
        var output = await Tool.RunAsync(User.Command(Binaries.Postgres, "--single", "-D", cluster, "postgres"), statements, cancellationToken);
        if (output.Contains("ERROR:", StringComparison.Ordinal))
        {
            throw new DatabaseException($"Making the database failed: {Tool.LastLine(output)}");
        }
    }

    async Task CheckVersionAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(Cluster, "PG_VERSION");
        var text = File.Exists(file) ? (await File.ReadAllTextAsync(file, cancellationToken)).Trim() : "";
        if (text != Binaries.Major.ToString(CultureInfo.InvariantCulture))
        {
            throw new DatabaseException(text.Length == 0
                ? $"{Cluster} is not a PostgreSQL cluster. Move it away, or use another data folder."
                : $"{Cluster} was made by PostgreSQL {text}, and {Binaries.Folder} is {Binaries.Major}: set database.binaries to a {text}.");
        }
    }

    static async Task OwnFolderAsync(ServerUser? user, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder, OnlyOwner);
        if (new DirectoryInfo(folder).LinkTarget is not null)
        {
            throw new DatabaseException($"{folder} is a link. Remove it.");
        }

        try
        {
            await user.OwnAsync(folder, cancellationToken);
            File.SetUnixFileMode(folder, OnlyOwner);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DatabaseException($"{folder} belongs to another user.", e);
        }
    }

    // The data folder itself is ours to open, for the server's group alone. What is above it is not.
    static async Task LetInAsync(ServerUser? user, string data, CancellationToken cancellationToken)
    {
        var above = new Stack<string>();
        for (var folder = data; folder is not null && !await user.CanEnterAsync(folder, cancellationToken); folder = Path.GetDirectoryName(folder))
        {
            above.Push(folder);
        }

        if (!above.TryPop(out var closed))
        {
            return;
        }

        if (closed != data)
        {
            throw new DatabaseException(
                $"PostgreSQL cannot run as root, and its user {user!.Name} may not enter {closed}, which is above the data folder {data}. " +
                "Use a data folder that everybody can reach, such as /var/lib/teahouse.");
        }

        await Tool.RunAsync(["chgrp", user!.Gid, data], "", cancellationToken);
        File.SetUnixFileMode(data, File.GetUnixFileMode(data) | UnixFileMode.GroupExecute);
    }
}
