using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Teahouse.Platform.Sandbox;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Sandbox;

/// <summary>A sandbox of one's own, whose tools are shell scripts, with a folder for what they hand over.</summary>
sealed class Shelter : IDisposable
{
    readonly string _root = Directory.CreateTempSubdirectory("teahouse-shelter-").FullName;
    readonly WorkFolders _folders;
    readonly ToolRunner _tools;

    public Shelter()
    {
        Taken = Directory.CreateDirectory(Path.Combine(_root, "taken")).FullName;
        _folders = new(Work);
        _tools = new(_folders, NullLogger<ToolRunner>.Instance);
    }

    /// <summary>What can be had here.</summary>
    public static TheoryData<Confinement> Kinds { get; } =
        [Confinement.Namespaces, Environment.IsPrivilegedProcess ? Confinement.User : Confinement.Limits];

    public string Taken { get; }

    public string Work => Path.Combine(_root, "work");

    /// <summary>Runs a script in a new shell.</summary>
    public Task<SandboxResult> RunAsync(
        Confinement how, string script, SandboxLimits? limits = null, string? file = null, CancellationToken? cancellationToken = null) =>
        _tools.RunAsync(how, new("/bin/bash", ["-c", script, "bash", SandboxCommand.Input], file, Taken, limits ?? new()),
            cancellationToken ?? TestContext.Current.CancellationToken);

    public string FileOf(string text)
    {
        var file = Path.Combine(_root, $"{Guid.CreateVersion7():N}.txt");
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    /// <summary>Waits until no process has this word in its command line.</summary>
    public static Task GoneAsync(string word) => Eventually.True($"no process with {word} is left", () => !Running(word).Any());

    public static IEnumerable<int> Running(string word) =>
        from folder in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), out _)
        where Words(folder).Contains(word)
        select int.Parse(Path.GetFileName(folder));

    public static string Text(SandboxResult result) => Encoding.UTF8.GetString(result.Output.Span).Trim();

    public void Dispose()
    {
        _tools.Dispose();
        _folders.Dispose();
        Assert.False(Directory.Exists(Work) && Directory.EnumerateFileSystemEntries(Work).Any(), "work is left");
        Directory.Delete(_root, recursive: true);
    }

    static string Words(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
