using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Teahouse.Platform.Sandbox;
using Teahouse.Server.Media;

namespace Teahouse.Load;

/// <summary>What all variants of a picture cost. Medians of the rounds.</summary>
/// <param name="Picture">What was decoded.</param>
/// <param name="Bytes">How long the file is.</param>
/// <param name="AloneMs">For one, with nothing else under way.</param>
/// <param name="PerSecond">Pictures done in a second, two at a time.</param>
/// <param name="ToolBytes">The most that one of its tools had resident.</param>
sealed record ThumbnailCost(string Picture, long Bytes, double AloneMs, double PerSecond, long ToolBytes);

/// <summary>Pictures, decoded as a server does, without one.</summary>
sealed class ThumbnailRun(Decoders decoders, string folder)
{
    const int AtATime = 2;
    const int InARound = 10;

    static readonly (string Name, string Size)[] Pictures = [("12-megapixel JPEG", "4032x3024"), ("1-megapixel JPEG", "1152x864")];

    int _last;

    public static async Task<IReadOnlyList<ThumbnailCost>> RunAsync(int rounds, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("teahouse-thumbnails-").FullName;
        try
        {
            using var folders = new WorkFolders(Path.Combine(folder, "work"));
            using var runner = new ToolRunner(folders, NullLogger<ToolRunner>.Instance);
            var tools = new DecoderTools(runner, NullLogger<DecoderTools>.Instance);
            using var decoders = new Decoders(new() { Decoders = AtATime }, runner, tools, NullLogger<Decoders>.Instance);
            var run = new ThumbnailRun(decoders, folder);
            var costs = new List<ThumbnailCost>();
            foreach (var (name, size) in Pictures)
            {
                costs.Add(await run.MeasureAsync(name, await run.MakeAsync(size, cancellationToken), rounds, cancellationToken));
            }

            return costs;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static string ToTable(IReadOnlyList<ThumbnailCost> costs)
    {
        var table = new StringBuilder();
        table.AppendLine(CultureInfo.InvariantCulture, $"thumbnails: small, medium, full and blur of a picture; {AtATime} decoders");
        table.AppendLine();
        table.AppendLine("| picture | bytes | one alone, ms | pictures/s | largest tool, MB |");
        table.AppendLine("|---|---|---|---|---|");
        foreach (var c in costs)
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"| {c.Picture} | {c.Bytes} | {c.AloneMs:0} | {c.PerSecond:0.0} | {c.ToolBytes / 1e6:0} |");
        }

        return table.ToString();
    }

    // Noise as that of a sensor, so that it is as long as a photograph.
    async Task<string> MakeAsync(string size, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, $"{size}.jpg");
        using var ffmpeg = Process.Start("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", $"mandelbrot=s={size},noise=alls=12", "-frames:v", "1", "-q:v", "4", path]);
        await ffmpeg.WaitForExitAsync(cancellationToken);
        return ffmpeg.ExitCode == 0 ? path : throw new InvalidOperationException("ffmpeg makes no picture.");
    }

    async Task<ThumbnailCost> MeasureAsync(string name, string picture, int rounds, CancellationToken cancellationToken)
    {
        var toolBytes = await ToolBytesAsync(DeriveAsync(picture, cancellationToken));
        var (alone, perSecond) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            await DeriveAsync(picture, cancellationToken);
            alone.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);

            began = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, InARound).Select(_ => DeriveAsync(picture, cancellationToken)));
            perSecond.Add(InARound / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        return new(name, new FileInfo(picture).Length, Middle(alone), Middle(perSecond), toolBytes);
    }

    async Task DeriveAsync(string picture, CancellationToken cancellationToken)
    {
        var made = Directory.CreateDirectory(Path.Combine(folder, $"{Interlocked.Increment(ref _last)}")).FullName;
        var derived = await decoders.DeriveAsync(picture, "image/jpeg", made, cancellationToken);
        Directory.Delete(made, recursive: true);
        if (derived.Refused is not null)
        {
            throw new InvalidOperationException(derived.Refused);
        }
    }

    // Looks at every tool of libvips while a picture is decoded; outside the rounds, since looking costs.
    static async Task<long> ToolBytesAsync(Task decoding)
    {
        var most = 0L;
        while (!decoding.IsCompleted)
        {
            foreach (var process in Process.GetProcessesByName("vips"))
            {
                using (process)
                {
                    most = Math.Max(most, Peak(process));
                }
            }

            await Task.Yield();
        }

        await decoding;
        return most;
    }

    static long Peak(Process process)
    {
        try
        {
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0; // It has ended.
        }
    }

    static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
