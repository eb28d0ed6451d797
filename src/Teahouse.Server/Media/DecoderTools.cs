using Microsoft.Extensions.Logging;
using Teahouse.Platform.Sandbox;

namespace Teahouse.Server.Media;

/// <summary>The programs that decode, which belong to the machine, and what becomes of it when one fails.</summary>
sealed class DecoderTools(ToolRunner runner, ILogger<DecoderTools> logger)
{
    // vips is to read what the whole world sends, not what scientists do; and to use its memory before the little scratch there is.
    static readonly Dictionary<string, string> Settings = new()
    {
        ["VIPS_BLOCK_UNTRUSTED"] = "1", ["VIPS_CONCURRENCY"] = "1", ["VIPS_DISC_THRESHOLD"] = "4g",
    };

    /// <summary>Pictures.</summary>
    public static string Vips => "vips";

    /// <summary>Videos and recordings.</summary>
    public static string Ffmpeg => "ffmpeg";

    /// <summary>What is in videos and recordings.</summary>
    public static string Ffprobe => "ffprobe";

    /// <summary>Pages of PDF.</summary>
    public static string Pdftoppm => "pdftoppm";

    /// <summary>What libvips loads besides itself at every start: HEIF, and ImageMagick and others, which it may not use here.</summary>
    public IReadOnlyList<string> VipsModules { get; } =
        [.. Directory.Exists("/usr/lib") ? Directory.GetDirectories("/usr/lib").SelectMany(arch => Modules(arch)) : []];

    /// <summary>Where programs are looked for.</summary>
    public IReadOnlyList<string> Folders { get; init; } = ["/usr/local/bin", "/usr/bin", "/bin"];

    /// <summary>The path of a program; null when the machine has none.</summary>
    public string? Find(string program) => Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    static string[] Modules(string folder)
    {
        try
        {
            return Directory.GetDirectories(folder, "vips-modules-*");
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Runs a program on a file.</summary>
    /// <param name="program">Which.</param>
    /// <param name="command">Its tool is found here.</param>
    /// <param name="unreadable">What is wrong with the file when the program makes nothing of it.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>Why the file is refused, or nothing; and what the program wrote to its standard output.</returns>
    public async Task<(string? Refused, ReadOnlyMemory<byte> Output)> RunAsync(
        string program, SandboxCommand command, string unreadable, CancellationToken cancellationToken)
    {
        if (Find(program) is not { } path)
        {
            return ($"{program} is not installed", default);
        }

        var result = await runner.RunAsync(command with { Tool = path, Environment = Settings }, cancellationToken);
        if (result.Succeeded)
        {
            return (null, result.Output);
        }

        logger.ToolFailed(program, result.End, result.ExitCode, result.Words);
        return (result.End switch
        {
            SandboxEnd.Time or SandboxEnd.Cpu => "takes too long",
            SandboxEnd.Memory => "takes too much memory",
            SandboxEnd.Output => "grows too large",
            _ => unreadable,
        }, default);
    }
}
