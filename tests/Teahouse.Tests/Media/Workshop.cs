using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Teahouse.Platform.Sandbox;
using Teahouse.Server.Media;
using Teahouse.Tests.Media.Hostile;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>Decoders on a folder of one's own, and the tools to make files for them. A test class takes it as its <c>IClassFixture</c>.</summary>
public sealed class Workshop : IDisposable
{
    readonly string _root = Directory.CreateTempSubdirectory("teahouse-workshop-").FullName;
    readonly WorkFolders _folders;
    readonly ToolRunner _runner;
    int _last;

    public Workshop()
    {
        _folders = new(Work);
        _runner = new(_folders, NullLogger<ToolRunner>.Instance);
        Decoders = new(new() { Decoders = 2 }, _runner, new(_runner, Failures), NullLogger<Decoders>.Instance);
    }

    internal Decoders Decoders { get; }

    /// <summary>Hears which tools fail.</summary>
    internal ToolFailures Failures { get; } = new();

    /// <summary>Decoders that look for their programs elsewhere.</summary>
    internal Decoders DecodersIn(string folder) =>
        new(new(), _runner, new(_runner, NullLogger<DecoderTools>.Instance) { Folders = [folder] }, NullLogger<Decoders>.Instance);

    /// <summary>Decoders that keep their tools in another way.</summary>
    internal async Task<Derived> DeriveInAsync(Confinement how, string file)
    {
        using var runner = new ToolRunner(_folders, NullLogger<ToolRunner>.Instance) { Only = how };
        using var decoders = new Decoders(new(), runner, new(runner, NullLogger<DecoderTools>.Instance), NullLogger<Decoders>.Instance);
        return await decoders.DeriveAsync(file, Sniff(file), Folder(), TestContext.Current.CancellationToken);
    }

    /// <summary>Where tools work.</summary>
    public string Work => Path.Combine(_root, "work");

    /// <summary>Where everything lies.</summary>
    public string Root => _root;

    /// <summary>A name for a new file.</summary>
    public string New(string name) => Path.Combine(_root, string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _last)}-{name}"));

    public string FileOf(string name, byte[] bytes)
    {
        var path = New(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Runs a program; the last word is the file that it makes, which is answered.</summary>
    public static async Task<string> MakeAsync(string program, params string[] words)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await output;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', words)}: {said}");
        return words[^1].Split('[')[0];
    }

    /// <summary>What a program says.</summary>
    public static async Task<string> AskAsync(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output.Trim();
    }

    /// <summary>Makes a file of ffmpeg's sources.</summary>
    public Task<string> FfmpegAsync(string name, params string[] words) =>
        MakeAsync("ffmpeg", ["-v", "error", "-nostdin", "-y", .. words, New(name)]);

    /// <summary>A picture with a red half and a blue one, in the format that its name tells.</summary>
    public async Task<string> PictureAsync(string name, int width, int height, string options = "")
    {
        var png = await FfmpegAsync("source.png",
            "-f", "lavfi", "-i", $"color=red:s={width}x{height},drawbox=x=0:y=ih/2:w=iw:h=ih/2:color=blue:t=fill", "-frames:v", "1");
        return await MakeAsync("vips", "copy", png, New(name) + options);
    }

    /// <summary>What the decoders make of a file, whose type is told by its bytes.</summary>
    internal async Task<(string Type, Derived Derived)> DeriveAsync(string file)
    {
        var type = Sniff(file);
        return (type, await Decoders.DeriveAsync(file, type, Folder(), TestContext.Current.CancellationToken));
    }

    public string Folder() => Directory.CreateDirectory(New("folder")).FullName;

    public static string Sniff(string file)
    {
        using var stream = File.OpenRead(file);
        var head = new byte[MediaTypes.HeadBytes];
        return MediaTypes.Sniff(head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)));
    }

    public void Dispose()
    {
        Decoders.Dispose();
        _runner.Dispose();
        _folders.Dispose();
        Assert.False(Directory.Exists(Work) && Directory.EnumerateFileSystemEntries(Work).Any(), "work is left");
        Directory.Delete(_root, recursive: true);
    }
}
