using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Teahouse.Platform.Sandbox;

namespace Teahouse.Server.Media;

/// <summary>
/// Makes of a file what is shown of it: small and clean, from bytes that nobody vouches for. Only so many at a time; one place is never taken
/// by videos and recordings, which may take long.
/// </summary>
sealed class Decoders(MediaOptions options, ToolRunner runner, DecoderTools tools, ILogger<Decoders> logger) : IHostedService, IDisposable
{
    readonly SemaphoreSlim _places = new(options.Decoders);
    readonly SemaphoreSlim _longPlaces = new(Math.Max(1, options.Decoders - 1));
    readonly PictureDecoder _pictures = new(tools);
    readonly CancellationTokenSource _stopping = new();
    readonly RecordingDecoder _recordings = new(tools, new(tools));
    readonly PdfDecoder _documents = new(tools, new(tools));
    Task _looking = Task.CompletedTask;

    static readonly (string Program, string What)[] Needed =
    [
        (DecoderTools.Vips, "pictures"), (DecoderTools.Ffmpeg, "videos, recordings and bitmaps"), (DecoderTools.Ffprobe, "videos and recordings"),
        (DecoderTools.Pdftoppm, "PDF"),
    ];

    /// <summary>Makes all variants of a file.</summary>
    /// <param name="source">The file. For a tool's user to read it, its mode may be widened.</param>
    /// <param name="mediaType">What it is, by <see cref="MediaTypes.Sniff"/>.</param>
    /// <param name="folder">An empty folder; the variants, and what else was needed, are there afterwards.</param>
    /// <param name="cancellationToken">Kills what is under way.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    /// <exception cref="SandboxException">No tool can be run.</exception>
    public async Task<Derived> DeriveAsync(string source, string mediaType, string folder, CancellationToken cancellationToken)
    {
        var kind = MediaTypes.ClassOf(mediaType);
        if (kind is MediaClass.Text or MediaClass.Other)
        {
            return Derived.Nothing;
        }

        using var longPlace = kind is MediaClass.Video or MediaClass.Sound ? await TakeAsync(_longPlaces, cancellationToken) : null;
        using var place = await TakeAsync(_places, cancellationToken);
        return kind switch
        {
            MediaClass.Picture => await _pictures.DeriveAsync(source, mediaType, folder, cancellationToken),
            MediaClass.Pdf => await _documents.DeriveAsync(source, folder, cancellationToken),
            _ => await _recordings.DeriveAsync(source, mediaType, folder, cancellationToken),
        };
    }

    /// <summary>Finds out, and logs, what can be decoded here. A server starts without that too, and does not wait for it.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _looking = LookAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _looking;
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _places.Dispose();
        _longPlaces.Dispose();
    }

    async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var (program, what) in Needed.Where(needed => tools.Find(needed.Program) is null))
        {
            logger.ProgramMissing(program, what);
        }

        try
        {
            await runner.ConfinementAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The server stops before anybody has asked.
        }
        catch (Exception e) when (e is SandboxException or IOException or UnauthorizedAccessException)
        {
            logger.NothingDecodes(e.Message);
        }
    }

    static async Task<Place> TakeAsync(SemaphoreSlim places, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        return new(places);
    }

    sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
