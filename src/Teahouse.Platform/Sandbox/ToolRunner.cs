using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Teahouse.Platform.Sandbox;

/// <summary>
/// Runs tools on files that nobody vouches for: each in a child process that sees that file and an empty folder, has no network, and is
/// killed with all its children for wanting more than its limits, when the caller gives up, and when this process ends, however it ends.
/// </summary>
public sealed class ToolRunner(WorkFolders folders, ILogger<ToolRunner> logger) : IDisposable
{
    // What stands before a tool on its command line, by how it begins to complain.
    static readonly string[] Keepers = ["nice: ", "bwrap: ", "sandbox: ", "setpriv: ", "prlimit: "];

    readonly Launcher _launcher = new();
    readonly SemaphoreSlim _choosing = new(1);
    Confinement? _chosen;

    /// <summary>Takes this one, whatever else works here; null leaves it to be found out.</summary>
    internal Confinement? Only
    {
        init => _chosen = value;
    }

    /// <summary>Runs a tool to its end.</summary>
    /// <exception cref="SandboxException">It could not be run, which says nothing about the file.</exception>
    /// <exception cref="IOException">The disk is full, which says nothing about the file either.</exception>
    public async Task<SandboxResult> RunAsync(SandboxCommand command, CancellationToken cancellationToken) =>
        await RunAsync(await ConfinementAsync(cancellationToken), command, cancellationToken);

    /// <summary>What keeps tools here: found out, and logged, once.</summary>
    public async Task<Confinement> ConfinementAsync(CancellationToken cancellationToken)
    {
        await _choosing.WaitAsync(cancellationToken);
        try
        {
            return _chosen ??= await ChooseAsync(cancellationToken);
        }
        finally
        {
            _choosing.Release();
        }
    }

    internal async Task<SandboxResult> RunAsync(Confinement how, SandboxCommand command, CancellationToken cancellationToken)
    {
        var user = Confining.NextUser();
        using var work = folders.New();
        if (Environment.IsPrivilegedProcess)
        {
            // The folder lies in one that only this process can enter.
            File.SetUnixFileMode(work.Path, (UnixFileMode)0b111_111_111);
            LetRead(command.File);
        }

        using var run = new SandboxRun(command, work.Path);
        var result = await run.ToEndAsync(await StartAsync(Confining.Words(how, command, work.Path, user), command.Environment), cancellationToken);
        if (how == Confinement.User)
        {
            using var ending = await StartAsync(Confining.End(user), command.Environment);
            await ending.WaitForExitAsync(CancellationToken.None);
        }

        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfNotTheTools(result, work.Path, command.Limits);
        if (result.Succeeded && command.Folder is not null)
        {
            HandOver(work.Path, command.Folder);
        }

        return result;
    }

    /// <summary>Ends what still runs.</summary>
    public void Dispose()
    {
        _launcher.Dispose();
        _choosing.Dispose();
    }

    async Task<Confinement> ChooseAsync(CancellationToken cancellationToken)
    {
        var root = Environment.IsPrivilegedProcess;
        var (works, why) = await TryAsync(Confinement.Namespaces, cancellationToken);
        if (works)
        {
            logger.ToolsRunInNamespaces();
            return Confinement.Namespaces;
        }

        var (fallback, whyNot) = await TryAsync(root ? Confinement.User : Confinement.Limits, cancellationToken);
        if (!fallback)
        {
            throw new SandboxException($"No tool can be run with limits here: {why}; {whyNot}");
        }

        if (root)
        {
            logger.ToolsRunAsUser(why);
            return Confinement.User;
        }

        logger.ToolsRunWithLimits(why);
        return Confinement.Limits;
    }

    async Task<(bool Works, string Why)> TryAsync(Confinement how, CancellationToken cancellationToken)
    {
        try
        {
            var result = await RunAsync(how, new("/usr/bin/env", ["true"], null, null, new()), cancellationToken);
            return (result.Succeeded, result.Words);
        }
        catch (SandboxException e)
        {
            return (false, e.Message);
        }
    }

    async Task<Process> StartAsync(IReadOnlyList<string> words, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            WorkingDirectory = "/", UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
        start.Environment["HOME"] = start.Environment["TMPDIR"] = "/tmp";
        start.Environment["LC_ALL"] = "C.UTF-8";
        return await _launcher.StartAsync(start);
    }

    // The file's mode is all that keeps a tool's user from it: what keeps others from it is the folder that it lies in.
    static void LetRead(string? file)
    {
        if (file is not null && File.GetUnixFileMode(file) is var mode && !mode.HasFlag(UnixFileMode.OtherRead))
        {
            File.SetUnixFileMode(file, mode | UnixFileMode.OtherRead);
        }
    }

    static void ThrowIfNotTheTools(SandboxResult result, string work, SandboxLimits limits)
    {
        if (result.Succeeded)
        {
            return;
        }

        if (result.Words.Contains("No space left on device", StringComparison.Ordinal)
            && new DriveInfo(work).AvailableFreeSpace < limits.FileBytes)
        {
            throw new IOException($"The disk of {work} is full.");
        }

        if (result.End == SandboxEnd.Itself && Keepers.Any(keeper => result.Words.StartsWith(keeper, StringComparison.Ordinal)))
        {
            throw new SandboxException(result.Words);
        }
    }

    // Only what is a plain file: a link would have the server read, under the tool's name, what the tool cannot. Pipes and sockets have no length.
    static void HandOver(string work, string folder)
    {
        foreach (var file in new DirectoryInfo(work).EnumerateFiles().Where(f => f.LinkTarget is null && f.Length > 0))
        {
            var taken = Path.Combine(folder, file.Name);
            file.MoveTo(taken, overwrite: true);
            File.SetUnixFileMode(taken, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
    }
}
