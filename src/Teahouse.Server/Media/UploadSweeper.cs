using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Blobs;
using Teahouse.Platform.Postgres;

namespace Teahouse.Server.Media;

/// <summary>Deletes uploads that did not go on, with what has come of them. Nodes may do it at once.</summary>
sealed class UploadSweeper(NpgsqlDataSource database, IBlobStore blobs, TimeProvider time, ILogger<UploadSweeper> logger) : IAsyncDisposable
{
    const int Batch = 200;

    static readonly TimeSpan Seldom = TimeSpan.FromHours(1);

    // A younger stage may be one whose upload is being deleted this moment, by its owner or once a file is made of it.
    static readonly TimeSpan StrayAge = TimeSpan.FromHours(1);

    readonly CancellationTokenSource _stopping = new();
    Task _running = Task.CompletedTask;

    public void Start() => _running = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (await EndAsync(cancellationToken) == Batch)
        {
        }

        await foreach (var page in blobs.ListAsync(Uploads.Prefix, cancellationToken).Chunk(Batch).WithCancellation(cancellationToken))
        {
            await DiscardStraysAsync(page, cancellationToken);
        }
    }

    async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Seldom, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                try
                {
                    await SweepAsync(_stopping.Token);
                }
                catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
                {
                    logger.UploadsNotSwept(e);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.Token.IsCancellationRequested)
        {
            // The node is stopping; what was not done is done by the next.
        }
    }

    async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        var ended = await database.Command(MediaSql.EndUploads, time.GetUtcNow(), Batch).ListAsync(row => row.GetGuid(0), cancellationToken);
        foreach (var upload in ended)
        {
            await blobs.DiscardAsync(Uploads.Stage(upload), cancellationToken);
        }

        return ended.Count;
    }

    /// <summary>What a crash has left: stages of which no upload is known.</summary>
    async Task DiscardStraysAsync(BlobEntry[] page, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - StrayAge;
        var old = page.Where(stage => stage.Staged && stage.WrittenAt < before)
            .ToLookup(stage => Guid.TryParseExact(stage.Name[Uploads.Prefix.Length..], "N", out var id) ? id : default, stage => stage.Name);
        var known = await database.Command(MediaSql.KnownUploads, old.Select(stage => stage.Key).ToArray())
            .ListAsync(row => row.GetGuid(0), cancellationToken);
        foreach (var stray in old.Where(stage => !known.Contains(stage.Key)).SelectMany(stage => stage))
        {
            await blobs.DiscardAsync(stray, cancellationToken);
        }
    }
}
