using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Load;

/// <summary>What it took to upload one file. MB are 10⁶ bytes.</summary>
/// <param name="Whole">What is staged has the hash of what was sent.</param>
sealed record UploadCost(
    double MegaBytes, double Seconds, int Cuts, double ServerCpuSeconds, double BeforeMb, double PeakMb, double AfterMb, bool Whole);

/// <summary>A large file over a line that breaks again and again, to a server of its own on whose disk it is looked at afterwards.</summary>
static class UploadRun
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public static async Task<UploadCost> RunAsync(ServerProcess server, string data, long size, long cutEvery, CancellationToken cancellationToken)
    {
        await using var line = new CutLine(server.Address, cutEvery);
        using var straight = new HttpClient { BaseAddress = server.Address };
        using var http = new HttpClient { BaseAddress = line.Address };
        var somebody = await new TeahouseApi(straight).CallAsync(
            Commands.Register, new($"u_{Ids.New():N}"[..24], "a password of the load tool", "upload", "load"), cancellationToken);
        var api = new TeahouseApi(http) { Token = somebody.Token };
        var options = new UploadOptions { ChunkBytes = 64 * 1024 * 1024, Patience = 0.02 };

        // What is loaded and compiled once is no cost of a file.
        await api.UploadAsync(new NoiseStream(32_000_000), options, cancellationToken);
        var before = ProcessCost.OfProcess(server.Pid);
        using var over = new CancellationTokenSource();
        var peak = PeakAsync(server.Pid, over.Token);
        var (cuts, began) = (line.Cuts, Stopwatch.GetTimestamp());
        var upload = await api.UploadAsync(new NoiseStream(size), options, cancellationToken);
        var took = Stopwatch.GetElapsedTime(began);
        await over.CancelAsync();
        var after = ProcessCost.OfProcess(server.Pid);
        return new(size / 1e6, took.TotalSeconds, line.Cuts - cuts, (after - before).CpuMicroseconds / 1e6, before.ResidentBytes / 1e6,
            await peak / 1e6, after.ResidentBytes / 1e6, await IsWholeAsync(data, upload, size, cancellationToken));
    }

    public static string ToTable(UploadCost cost, long cutEvery) => string.Create(CultureInfo.InvariantCulture,
        $"""
        upload: one file of {cost.MegaBytes:0} MB, the line is cut after every {cutEvery / 1e6:0} MB

        | s | MB/s | cuts | server CPU s | RSS before MB | peak | after | whole |
        |---|---|---|---|---|---|---|---|
        | {cost.Seconds:0.0} | {cost.MegaBytes / cost.Seconds:0} | {cost.Cuts} | {cost.ServerCpuSeconds:0.0} | {cost.BeforeMb:0} | {cost.PeakMb:0} | {cost.AfterMb:0} | {(cost.Whole ? "yes" : "NO")} |

        """);

    static async Task<double> PeakAsync(int pid, CancellationToken cancellationToken)
    {
        var peak = 0L;
        while (!cancellationToken.IsCancellationRequested)
        {
            peak = Math.Max(peak, ProcessCost.OfProcess(pid).ResidentBytes);
            await Task.Delay(Look, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return peak;
    }

    static async Task<bool> IsWholeAsync(string data, Guid upload, long size, CancellationToken cancellationToken)
    {
        var file = Directory.EnumerateFiles(Path.Combine(data, "blobs"), $"{upload:N}", SearchOption.AllDirectories).Single();
        await using var staged = File.OpenRead(file);
        return (await SHA256.HashDataAsync(staged, cancellationToken)).SequenceEqual(NoiseStream.Sha256(size));
    }
}
