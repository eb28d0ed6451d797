using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Teahouse.Platform.Sandbox;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Sandbox;

public sealed class SandboxTests : IDisposable
{
    readonly Shelter _shelter = new();

    public static TheoryData<Confinement> Kinds => Shelter.Kinds;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _shelter.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_tool_reads_its_file_and_hands_over_what_it_wrote(Confinement how)
    {
        var result = await _shelter.RunAsync(how, """wc -c <"$1"; tr a-z A-Z <"$1" >loud.txt""", file: _shelter.FileOf("oolong"));
        Assert.True(result.Succeeded, result.Words);
        Assert.Equal("6", Shelter.Text(result));
        Assert.Equal("OOLONG", await File.ReadAllTextAsync(Path.Combine(_shelter.Taken, "loud.txt"), Cancelled));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Directory.GetDirectories(_shelter.Work).Single()));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_tool_that_fails_hands_over_nothing_and_is_heard(Confinement how)
    {
        var result = await _shelter.RunAsync(how, "echo half >half.txt; printf 'no\\033[31m such tea' >&2; exit 3");
        Assert.Equal((SandboxEnd.Itself, 3, "no [31m such tea"), (result.End, result.ExitCode, result.Words));
        Assert.Empty(Directory.GetFiles(_shelter.Taken));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_tool_has_nothing_of_the_environment(Confinement how)
    {
        var result = await _shelter.RunAsync(how, "env");
        var names = Shelter.Text(result).Split('\n').Select(line => line.Split('=')[0]).Except(["PWD", "OLDPWD", "SHLVL", "_"]).Order();
        Assert.Equal(["HOME", "LC_ALL", "PATH", "TMPDIR"], names);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_tool_is_not_root_and_cannot_become_it(Confinement how)
    {
        var result = await _shelter.RunAsync(how, "id -u; su -c true; unshare --user --map-root-user true; true");
        Assert.NotEqual("0", Shelter.Text(result));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_tool_cannot_read_what_is_not_for_everybody(Confinement how)
    {
        var secret = _shelter.FileOf("the recipe");
        var result = await _shelter.RunAsync(how, $"cat /etc/shadow {secret}; ls {_shelter.Taken}; true");
        Assert.Equal(Environment.IsPrivilegedProcess || how == Confinement.Namespaces, Shelter.Text(result).Length == 0);
    }

    [Fact]
    public async Task A_tool_in_namespaces_sees_no_other_file_no_other_process_and_no_device()
    {
        var open = Path.GetTempFileName();
        File.SetUnixFileMode(open, (UnixFileMode)0b110_100_100);
        var result = await _shelter.RunAsync(Confinement.Namespaces, $"cat {open}; ls /proc /home /root /var/lib /sys; ls / /dev /etc /tmp; kill -0 {Environment.ProcessId}");
        File.Delete(open);
        Assert.NotEqual(0, result.ExitCode);
        var seen = Shelter.Text(result).Split([' ', '\n', ':'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Empty(seen.Except(
        [
            "/", "/dev", "/etc", "/tmp", "bin", "dev", "etc", "lib", "lib32", "lib64", "libx32", "sbin", "tmp", "usr", "var", "work", "null",
            "urandom", "alternatives", "fonts", "ld.so.cache",
        ]));
    }

    [Fact]
    public async Task A_tool_in_namespaces_cannot_write_but_into_its_folder()
    {
        var mark = $"teahouse-{Guid.CreateVersion7():N}";
        var result = await _shelter.RunAsync(Confinement.Namespaces,
            $"for folder in / /usr /usr/bin /etc /var /dev /bin; do touch $folder/{mark} && echo $folder; done; touch /tmp/{mark} {mark}; echo >>\"$1\" && echo input", file: _shelter.FileOf("tea"));
        Assert.Equal("", Shelter.Text(result));
        Assert.False(File.Exists($"/tmp/{mark}"));
    }

    [Fact]
    public async Task A_tool_in_namespaces_has_no_network()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var result = await _shelter.RunAsync(Confinement.Namespaces, $"exec 3<>/dev/tcp/127.0.0.1/{port} && echo open");
        Assert.NotEqual(0, result.ExitCode);
        Assert.False(listener.Pending());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Of_what_a_tool_wrote_only_plain_files_are_taken(Confinement how)
    {
        var result = await _shelter.RunAsync(how, "ln -s /etc/passwd link; mkfifo pipe; mkdir folder; touch empty folder/inner; echo tea >plain; chmod 0 plain");
        Assert.True(result.Succeeded, result.Words);
        Assert.Equal(["plain"], Directory.EnumerateFileSystemEntries(_shelter.Taken).Select(Path.GetFileName));
        Assert.Equal("tea\n", await File.ReadAllTextAsync(Path.Combine(_shelter.Taken, "plain"), Cancelled));
    }

    [Fact]
    public async Task What_a_tool_leaves_running_is_dead_before_its_files_are_taken()
    {
        var result = await _shelter.RunAsync(Confinement.Namespaces, "(trap '' TERM; exec -a left-875 sleep 875.5 <&- >&- 2>&-) & sleep 0.2; echo tea >plain");
        Assert.Empty(Shelter.Running("875.5"));
        Assert.True(result.Succeeded, result.Words);
        Assert.Single(Directory.GetFiles(_shelter.Taken));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_tool_cannot_close_its_folders_to_whoever_sweeps(Confinement how) =>
        Assert.True((await _shelter.RunAsync(how, "mkdir -p deep/down; touch deep/down/file; chmod 0 deep/down deep")).Succeeded);

    [Fact]
    public async Task A_tool_that_is_not_there_is_no_fault_of_the_file()
    {
        using var folders = new WorkFolders(Path.Combine(_shelter.Taken, "work"));
        using var tools = new ToolRunner(folders, NullLogger<ToolRunner>.Instance);
        await Assert.ThrowsAsync<SandboxException>(() => tools.RunAsync(new("/usr/bin/samovar", [], null, null, new()), Cancelled));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_full_disk_is_no_fault_of_the_file(Confinement how)
    {
        // Full is what has less room than the tool may take.
        var limits = new SandboxLimits { FileBytes = 1L << 60 };
        await Assert.ThrowsAsync<IOException>(() => _shelter.RunAsync(how, "echo 'write: No space left on device' >&2; exit 1", limits));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Whoever_starts_a_tool_can_end_it(Confinement how)
    {
        using var patience = new CancellationTokenSource();
        var running = _shelter.RunAsync(how, "sleep 871.1 & sleep 871.1", cancellationToken: patience.Token);
        await Eventually.True("the tool runs", () => Shelter.Running("871.1").Count() > 2);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Shelter.GoneAsync("871.1");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_a_killed_server_was_doing_ends_with_it_and_its_folders_go_with_the_next_server(Confinement how)
    {
        var root = Path.Combine(_shelter.Taken, "killed");
        var nap = $"872.{(int)how}";
        using (var server = Start("dotnet", Testing, "run-tool", root, $"touch half; exec sleep {nap}", $"{how}"))
        {
            await KillAsync(server, nap);
        }

        Assert.NotEmpty(Directory.GetFiles(root, "half", SearchOption.AllDirectories));
        using (var next = new WorkFolders(root))
        {
            using var folder = next.New();
            Assert.Empty(Directory.GetFiles(root, "half", SearchOption.AllDirectories));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(root));
    }

    [Fact]
    public async Task What_a_killed_server_that_is_not_root_was_doing_ends_with_it_too()
    {
        using var folder = new Everybodys();
        using var server = Start([.. folder.SomebodyElse, "dotnet", Testing, "run-tool", folder.Path, "exec sleep 872.9"]);
        await KillAsync(server, "872.9");
    }

    [Fact]
    public async Task Two_servers_on_one_folder_leave_each_others_work_alone()
    {
        using var first = new WorkFolders(Path.Combine(_shelter.Taken, "shared"));
        using var work = first.New();
        using var second = new WorkFolders(Path.Combine(_shelter.Taken, "shared"));
        using var other = second.New();
        await File.WriteAllTextAsync(Path.Combine(work.Path, "note"), "still here", Cancelled);
        Assert.NotEqual(work.Path, other.Path);
    }

    [Fact]
    public async Task A_server_that_is_not_root_keeps_its_tools_in_namespaces_too()
    {
        using var folder = new Everybodys();
        using var server = Start([.. folder.SomebodyElse, "dotnet", Testing, "run-tool", folder.Path,
            "ls /home; unshare --user true; for i in $(seq 100); do sleep 0.1 & done; echo $i"]);
        var words = await server.StandardOutput.ReadToEndAsync(Cancelled);
        await server.WaitForExitAsync(Cancelled);
        Assert.StartsWith("Namespaces\nItself 2 ", words);
        Assert.Contains("Cannot fork", words);
        Assert.Contains("unshare failed", words);
    }

    static string Testing => Path.Combine(AppContext.BaseDirectory, "Teahouse.Testing.dll");

    static Process Start(params string[] words) => Process.Start(new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardOutput = true })!;

    static async Task KillAsync(Process server, string nap)
    {
        await Eventually.True("the tool runs", () => Shelter.Running($"sleep\0{nap}\0").Any());
        server.Kill();
        await server.WaitForExitAsync(Cancelled);
        await Shelter.GoneAsync(nap);
    }

    /// <summary>A folder that everybody may write to, and a user who is not root.</summary>
    sealed class Everybodys : IDisposable
    {
        readonly string _home = Directory.CreateTempSubdirectory("teahouse-home-").FullName;

        public Everybodys() => File.SetUnixFileMode(_home, (UnixFileMode)0b111_111_111);

        public string Path => System.IO.Path.Combine(_home, "work");

        public string[] SomebodyElse =>
            Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=59999", "--regid=59999", "--clear-groups", "env", $"HOME={_home}"] : ["env"];

        public void Dispose() => Directory.Delete(_home, recursive: true);
    }
}
