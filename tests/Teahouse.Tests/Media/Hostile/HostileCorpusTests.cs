using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Teahouse.Server.Media;
using Teahouse.Tests.Postgres;
using Xunit;

namespace Teahouse.Tests.Media.Hostile;

/// <summary>Alone on the machine, so that what it measures is its own.</summary>
[CollectionDefinition("hostile files", DisableParallelization = true)]
public sealed class HostileFiles : ICollectionFixture<Workshop>;

[Collection("hostile files")]
public sealed class HostileCorpusTests(Workshop workshop, ITestOutputHelper output)
{
    const ulong Seed = 4;
    const int LeastFiles = 200;

    // What one file may take on a crowded machine, and what the server may have grown by when all are done.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    const long MostGrowth = 128L << 20;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_file_gets_anywhere_takes_much_or_leaves_anything()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var secret = workshop.FileOf("secret.txt", [.. "the recipe of the house"u8]);
        var bait = new Bait($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", secret, Path.Combine(workshop.Root, "canary"));
        var corpus = await CorpusAsync(bait);
        // The browser and the database of other tests.
        var others = Processes.Children(Environment.ProcessId).ToList();
        Assert.InRange(corpus.Count, LeastFiles, 1_000);
        Assert.Equal(corpus.Count, corpus.Select(file => file.Name).Distinct().Count());

        var jobs = corpus.SelectMany(file => Types(file).Select(type => (File: file, Type: type))).ToList();
        var outcomes = new ConcurrentBag<Outcome>();
        GC.Collect();
        var (before, peak) = (Environment.WorkingSet, 0L);
        var began = Stopwatch.GetTimestamp();
        var two = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = Cancelled };
        await Parallel.ForEachAsync(jobs, two, async (job, _) =>
        {
            outcomes.Add(await TryAsync(job.File, job.Type));
            peak = Math.Max(peak, Environment.WorkingSet);
        });
        var took = Stopwatch.GetElapsedTime(began);
        var growth = peak - before;

        var escapes = outcomes.Where(o => o.Escape is not null).Select(o => $"{o.Name} as {o.Type}: {o.Escape}").ToList();
        Report(corpus.Count, outcomes, escapes.Count, took, growth);
        Assert.True(escapes.Count == 0, string.Join('\n', escapes));
        Assert.False(listener.Pending(), "somebody called");
        Assert.False(File.Exists(bait.Canary), "somebody wrote");
        Assert.False(File.Exists("/tmp/owned"), "somebody wrote");
        Assert.InRange(growth, long.MinValue, MostGrowth);
        Assert.Empty(Directory.GetDirectories(workshop.Work).SelectMany(Directory.EnumerateFileSystemEntries));
        Assert.Empty(Processes.Children(Environment.ProcessId).Except(others));
    }

    // As what its bytes are, and as what it claims to be: whoever gets past the first look still gets nowhere.
    static IEnumerable<string> Types(HostileFile file)
    {
        var sniffed = MediaTypes.Sniff(file.Bytes.AsSpan(0, Math.Min(file.Bytes.Length, MediaTypes.HeadBytes)));
        return sniffed == file.Type || MediaTypes.ClassOf(file.Type) == MediaClass.Other ? [sniffed] : [sniffed, file.Type];
    }

    async Task<Outcome> TryAsync(HostileFile hostile, string type)
    {
        var cell = Directory.CreateDirectory(workshop.New("cell")).FullName;
        var (file, folder) = (Path.Combine(cell, "file"), Directory.CreateDirectory(Path.Combine(cell, "folder")).FullName);
        await File.WriteAllBytesAsync(file, hostile.Bytes, Cancelled);
        var hash = SHA256.HashData(hostile.Bytes);
        var failures = workshop.Failures.Begin();
        var began = Stopwatch.GetTimestamp();
        string? escape = null;
        var derived = Derived.Nothing;
        try
        {
            derived = await workshop.Decoders.DeriveAsync(file, type, folder, Cancelled);
            escape = Escape(derived, cell, file, hash, folder);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            escape = e.ToString();
        }

        var took = Stopwatch.GetElapsedTime(began);
        Directory.Delete(cell, recursive: true);
        return new(hostile.Name, type, derived.Refused, derived.Files.Count, failures.Any, took, escape ?? (took > Patience ? $"took {took}" : null));
    }

    static string? Escape(Derived derived, string cell, string file, byte[] hash, string folder) =>
        !SHA256.HashData(File.ReadAllBytes(file)).AsSpan().SequenceEqual(hash) ? "its file has changed"
        : Directory.EnumerateFileSystemEntries(cell).Count() != 2 ? "it wrote beside its folder"
        : derived.Refused is not null && derived.Files.Count > 0 ? "it is refused, and has variants"
        : derived.Files.FirstOrDefault(f => Path.GetDirectoryName(f.Path) != folder || new FileInfo(f.Path).LinkTarget is not null) is { } outside ? $"{outside.Path} is outside"
        : derived.Files.FirstOrDefault(f => Holds(f.Path)) is { } spoiled ? $"{spoiled.Variant.Name} has what it must not"
        : derived.Files.FirstOrDefault(f => f.Variant is { Width: < 1 or > 30_000 } or { Height: < 1 or > 30_000 }) is { } huge ? $"{huge.Variant}"
        : null;

    static bool Holds(string path)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        return bytes.IndexOf("the recipe"u8) >= 0 || bytes.IndexOf("<script"u8) >= 0 || bytes.IndexOf("root:x:"u8) >= 0 || bytes.IndexOf("PK\u0003\u0004"u8) >= 0
            || bytes.IndexOf("<?php"u8) >= 0 || bytes.IndexOf("#!/bin/sh"u8) >= 0;
    }

    void Report(int files, IReadOnlyCollection<Outcome> outcomes, int escapes, TimeSpan took, long growth)
    {
        output.WriteLine($"{files} files, {outcomes.Count} attempts in {took.TotalSeconds:0} s: " +
            $"{outcomes.Count(o => o.Refused is not null && !o.ByTool)} refused before a tool, {outcomes.Count(o => o.Refused is not null && o.ByTool)} refused by a tool, " +
            $"{outcomes.Count(o => o.Files > 0)} derived, {outcomes.Count(o => o.Refused is null && o.Files == 0)} left alone, {escapes} escapes; this process grew by at most {growth >> 20} MB");
        foreach (var slow in outcomes.OrderByDescending(o => o.Took).Take(10))
        {
            output.WriteLine($"  {slow.Took.TotalSeconds:0.0} s: {slow.Name} as {slow.Type}: {slow.Refused ?? $"{slow.Files} variants"}");
        }

        foreach (var reason in outcomes.Where(o => o.Refused is not null).GroupBy(o => o.Refused!).OrderByDescending(g => g.Count()))
        {
            output.WriteLine($"  {reason.Count()} times: {reason.Key}");
        }
    }

    async Task<IReadOnlyList<HostileFile>> CorpusAsync(Bait bait)
    {
        var good = new Dictionary<string, (string Type, byte[] Bytes)>();
        foreach (var (name, options) in new[]
        {
            ("jpg", ""), ("png", ""), ("webp", ""), ("gif", ""), ("tif", "[compression=lzw]"), ("avif", "[compression=av1,effort=0]"), ("heic", "[compression=hevc]"),
        })
        {
            await AddAsync(name, workshop.PictureAsync($"good.{name}", 120, 90, options));
        }

        const string scene = "-f lavfi -i testsrc=s=96x64:r=10:d=1 -f lavfi -i sine=440:d=1:r=16000";
        const string sound = "-f lavfi -i sine=440:d=1:r=16000";
        foreach (var (name, words) in new[]
        {
            ("bmp", "-f lavfi -i testsrc=s=120x90 -frames:v 1"), ("moving.gif", "-f lavfi -i testsrc=s=60x40:r=5:d=1"),
            ("moving.webp", "-f lavfi -i testsrc=s=60x40:r=5:d=1 -c:v libwebp_anim"), ("mp4", $"{scene} -c:v libx264 -pix_fmt yuv420p -c:a aac"),
            ("mov", $"{scene} -c:v mpeg4 -c:a pcm_s16le"), ("webm", $"{scene} -c:v libvpx -deadline realtime -c:a libopus"), ("mkv", $"{scene} -c:v libx264 -c:a libvorbis"),
            ("avi", $"{scene} -c:v mpeg4 -c:a libmp3lame"), ("ts", $"{scene} -c:v mpeg2video -r 25 -c:a mp2 -f mpegts"), ("ogg", $"{sound} -c:a libvorbis"),
            ("mp3", sound), ("m4a", sound), ("wav", sound), ("flac", sound),
        })
        {
            await AddAsync(name, workshop.FfmpegAsync($"good.{name}", words.Split(' ')));
        }

        good["pdf"] = ("application/pdf", Pdf.Of(2));
        return
        [
            .. HostilePictures.All(good["jpg"].Bytes, good["gif"].Bytes, good["webp"].Bytes), .. HostileDocuments.All(bait),
            .. HostileRecordings.All(bait, good["mp4"].Bytes, good["mkv"].Bytes),
            .. good.SelectMany(kind => Damage.Of(kind.Key, kind.Value.Type, kind.Value.Bytes, Seed)),
        ];

        async Task AddAsync(string name, Task<string> made)
        {
            var file = await made;
            good[name] = (Workshop.Sniff(file), await File.ReadAllBytesAsync(file, Cancelled));
        }
    }

    sealed record Outcome(string Name, string Type, string? Refused, int Files, bool ByTool, TimeSpan Took, string? Escape);
}

/// <summary>Hears which tools fail, for each of those who ask apart.</summary>
sealed class ToolFailures : ILogger<DecoderTools>
{
    readonly AsyncLocal<Heard?> _heard = new();

    public Heard Begin() => _heard.Value = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (_heard.Value is { } heard)
        {
            heard.Any = true;
        }
    }

    public sealed class Heard
    {
        public bool Any { get; set; }
    }
}
