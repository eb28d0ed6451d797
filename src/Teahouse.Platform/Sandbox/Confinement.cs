using System.Globalization;

namespace Teahouse.Platform.Sandbox;

/// <summary>What keeps a tool from the rest of the machine. The first that works here is taken.</summary>
public enum Confinement
{
    /// <summary>Namespaces of its own (bubblewrap): no network, no other files, no other processes.</summary>
    Namespaces,

    /// <summary>A user of its own, since this process is root: no files but those that everybody may read.</summary>
    User,

    /// <summary>Its limits alone; it runs as this process's user.</summary>
    Limits,
}

/// <summary>Writes the command lines. The tool's own words come last, behind programs that take away what it does not need.</summary>
static class Confining
{
    // systemd's range for users that come and go: no file belongs to them, and a number of its own lets a tool's processes be counted.
    const int FirstUser = 61_184;
    const int Users = 4_336;
    const int Scratch = 64 << 20;

    // $1 is where the tool works, $2 what it reads: both may lie where its user cannot go, so they are opened before.
    const string Enter = """cd "$1" && exec 3<"$2" && shift 2 && exec "$@" """;

    // The first process of the namespaces, with which the kernel ends all others before anybody hears of its end: what a tool has left running
    // does not meddle with what it has written. It is not the tool itself, since a first process does not feel most signals; and root's where
    // this process is root, since bubblewrap, as it dies, may kill no one else's.
    const string First = "\"$@\"; exit $?";

    static readonly string[] Merged = ["bin", "lib", "lib32", "lib64", "libx32", "sbin"];

    static readonly string[] Folders = ["/etc", "/var", "/var/cache", "/dev"];

    // What programs read to run at all, and what they need to draw text.
    static readonly string[] Shared = ["/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/var/cache/fontconfig"];

    static int _last = Random.Shared.Next(Users);

    /// <summary>A user that no other tool has now.</summary>
    public static int NextUser() => FirstUser + (int)((uint)Interlocked.Increment(ref _last) % Users);

    /// <summary>The whole command.</summary>
    /// <param name="how">What keeps it.</param>
    /// <param name="command">The tool.</param>
    /// <param name="folder">Where it works.</param>
    /// <param name="user">Who it is, where it is not this process's user.</param>
    public static IReadOnlyList<string> Words(Confinement how, SandboxCommand command, string folder, int user)
    {
        var root = Environment.IsPrivilegedProcess;
        var limits = command.Limits;
        string[] counted = root || (how == Confinement.Namespaces && Environment.OSVersion.Version >= new Version(5, 14))
            ? [$"--nproc={limits.Processes}"] : [];
        string[] limited =
        [
            "prlimit", $"--as={limits.MemoryBytes}", $"--cpu={limits.CpuSeconds}:{limits.CpuSeconds + 1}", $"--fsize={limits.FileBytes}",
            "--core=0", "--nofile=256", .. counted, "--",
            command.Tool, .. command.Arguments.Select(a => a.Replace(SandboxCommand.Input, InputOf(how, command, root))),
        ];
        return how switch
        {
            Confinement.Namespaces =>
            [
                "nice", "bwrap", .. Namespaces(root), .. Mounts(command, folder), "--", "sh", "-c", First, "sandbox", .. root ? Become(user) : [],
                .. limited,
            ],
            Confinement.User => ["nice", "sh", "-c", Enter, "sandbox", folder, command.File ?? "/dev/null", .. Become(user), .. Mortal, .. limited],
            _ => ["nice", "sh", "-c", Enter, "sandbox", folder, command.File ?? "/dev/null", .. Mortal, .. limited],
        };
    }

    /// <summary>Ends what a user of its own has left running.</summary>
    public static IReadOnlyList<string> End(int user) => [.. Become(user), "sh", "-c", "kill -KILL -1"];

    static string InputOf(Confinement how, SandboxCommand command, bool root) =>
        how == Confinement.Namespaces ? "/input" : root ? "/dev/fd/3" : command.File ?? "";

    // Root needs no namespace of users, and is nobody's root within.
    static string[] Namespaces(bool root) =>
    [
        .. root
            ? (string[])["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try", "--cap-drop", "ALL",
                "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP"]
            : ["--unshare-user", "--unshare-all", "--disable-userns"],
        "--die-with-parent", "--new-session", "--as-pid-1",
    ];

    static IEnumerable<string> Mounts(SandboxCommand command, string folder)
    {
        var folders = Folders.SelectMany(path => (string[])["--perms", "0755", "--dir", path]);
        var merged = Merged.SelectMany(name => new DirectoryInfo($"/{name}") is { Exists: true } found
            ? found.LinkTarget is { } target ? ["--symlink", target, $"/{name}"] : (string[])["--ro-bind", $"/{name}", $"/{name}"]
            : []);
        var shared = Shared.SelectMany(path => (string[])["--ro-bind-try", path, path]);
        string[] devices = ["--dev-bind", "/dev/null", "/dev/null", "--dev-bind", "/dev/urandom", "/dev/urandom"];
        string[] scratch = ["--perms", "1777", "--size", Scratch.ToString(CultureInfo.InvariantCulture), "--tmpfs", "/tmp"];
        var hidden = command.Hidden.SelectMany(path => (string[])["--tmpfs", path]);
        string[] input = command.File is null ? [] : ["--ro-bind", command.File, "/input"];
        return ["--ro-bind", "/usr", "/usr", .. hidden, .. folders, .. merged, .. shared, .. devices, .. scratch, .. input, "--bind", folder, "/work", "--chdir", "/work", "--remount-ro", "/"];
    }

    static string[] Become(int user) =>
    [
        "setpriv", $"--reuid={user}", $"--regid={user}", "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--",
    ];

    // Without namespaces, which end as a whole.
    static string[] Mortal => ["setpriv", "--no-new-privs", "--pdeathsig=KILL", "--"];
}
