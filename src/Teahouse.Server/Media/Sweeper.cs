using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Blobs;
using Teahouse.Platform.Postgres;

namespace Teahouse.Server.Media;

/// <summary>
/// Deletes what nobody needs any more: what was never sent, files that have lost all who had them, originals of which only derivatives are
/// sent. Nodes may do it at once, and die over it: what is loose stays on the list until its bytes are gone.
/// </summary>
sealed class Sweeper(NpgsqlDataSource database, IBlobStore blobs, HashLocks locks, MediaOptions options, TimeProvider time, ILogger<Sweeper> logger)
    : BackgroundService
{
    const int PageSize = 200;

    static readonly TimeSpan Seldom = TimeSpan.FromDays(1);
    static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    // A node that has just started has more urgent things to do.
    static readonly TimeSpan Settled = TimeSpan.FromHours(1);

    // What is younger may belong to a file that is just being made.
    static readonly TimeSpan StrayAge = TimeSpan.FromDays(1);

    readonly Bell _bell = new(1);

    /// <summary>There is something to delete at once.</summary>
    public void Ring() => _bell.Ring();

    /// <summary>Half of the time is grace, for whoever is just sending a file on; the other half is for getting it done.</summary>
    TimeSpan Grace => TimeSpan.FromMinutes(options.DeletedMinutes) / 2;

    TimeSpan Pause => Grace / 2 < LongestPause ? Grace / 2 : LongestPause;

    /// <summary>Deletes all that is due.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await EndLinksAsync(cancellationToken);
        while (await EndUnsentAsync(cancellationToken) == PageSize)
        {
        }

        while (await EndLooseAsync(cancellationToken) == PageSize)
        {
        }
    }

    /// <summary>Deletes old blobs that belong to no file, as a crash can leave them.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        var strays = 0;
        foreach (var prefix in (string[])[BlobNames.Originals, BlobNames.Derived])
        {
            await foreach (var page in blobs.ListAsync(prefix, cancellationToken).Chunk(PageSize).WithCancellation(cancellationToken))
            {
                strays += await CleanAsync(page, cancellationToken);
            }
        }

        if (strays > 0)
        {
            logger.StrayBlobs(strays);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _bell.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var cleaned = time.GetUtcNow() - Seldom + Settled;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _bell.WaitAsync(Pause, stoppingToken);
                await SweepAsync(stoppingToken);
                if (time.GetUtcNow() - cleaned > Seldom)
                {
                    cleaned = time.GetUtcNow();
                    await CleanAsync(stoppingToken);
                }
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                logger.SweepFailed(e);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The node is stopping; what was not done is done by the next.
            }
        }
    }

    Task<int> EndLinksAsync(CancellationToken cancellationToken) =>
        database.Command(MediaSql.ExpireLinks, time.GetUtcNow()).RunAsync(cancellationToken);

    async Task<long> EndUnsentAsync(CancellationToken cancellationToken) =>
        (await database.Command(MediaSql.EndUnsent, time.GetUtcNow(), PageSize).ListAsync(row => row.GetInt64(0), cancellationToken))[0];

    async Task<int> EndLooseAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var loose = await database.Command(MediaSql.Loose, now - Grace, PageSize).ListAsync(
            row => (Id: row.GetInt64(0), Sha256: row.GetFieldValue<byte[]>(1), User: row.GetGuid(2)), cancellationToken);
        if (loose.Count > 0)
        {
            await database.Command(MediaSql.EndSent, loose.Select(l => l.User).ToArray(), loose.Select(l => l.Sha256).ToArray(), now)
                .RunAsync(cancellationToken);
        }

        var ended = 0;
        foreach (var file in loose.GroupBy(l => Convert.ToHexStringLower(l.Sha256)))
        {
            ended += await EndLooseAsync(file.First().Sha256, [.. file.Select(l => l.Id)], cancellationToken);
        }

        return ended;
    }

    async Task<int> EndLooseAsync(byte[] sha256, long[] entries, CancellationToken cancellationToken)
    {
        try
        {
            await EndAsync(sha256, cancellationToken);
            return await database.Command(MediaSql.EndLoose, entries).RunAsync(cancellationToken);
        }
        catch (IOException e)
        {
            // It stays on the list; the others need not wait for it.
            logger.SweepFailed(e);
            return 0;
        }
    }

    /// <summary>Deletes a file that nobody needs, or its original; and whatever bytes belong to none.</summary>
    async Task EndAsync(byte[] sha256, CancellationToken cancellationToken)
    {
        await using var held = await locks.TakeAsync(sha256, cancellationToken);
        var (there, original) = await EndAsync(held.Connection, sha256, cancellationToken);
        if (!original)
        {
            await blobs.DeleteAsync(BlobNames.Original(sha256), cancellationToken);
        }

        if (!there)
        {
            foreach (var made in await blobs.ListAsync(BlobNames.Made(sha256), cancellationToken).ToListAsync(cancellationToken))
            {
                await blobs.DeleteAsync(made.Name, cancellationToken);
            }
        }
    }

    /// <summary>Whether there is the file, and its original, after what is not needed was deleted.</summary>
    static async Task<(bool There, bool Original)> EndAsync(NpgsqlConnection connection, byte[] sha256, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // Whoever is adding a reference has been waited for; the next statement sees it.
        var rows = await connection.Command(MediaSql.HoldFile, sha256).ListAsync(row => row.GetBoolean(0), cancellationToken);
        var there = rows.Count > 0
            && (await connection.Command(MediaSql.EndFile, sha256).ListAsync(_ => true, cancellationToken)).Count == 0;
        var original = there && rows[0] && await connection.Command(MediaSql.EndOriginal, sha256).RunAsync(cancellationToken) == 0;
        await transaction.CommitAsync(cancellationToken);
        return (there, original);
    }

    async Task<int> CleanAsync(BlobEntry[] page, CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - StrayAge;
        var hashes = page.Where(blob => !blob.Staged && blob.WrittenAt < oldest).Select(blob => blob.Name.Split('/')[1]).Distinct()
            .Select(MediaFiles.HashOf).OfType<byte[]>().ToArray();
        var known = await FileRow.FindAsync(database, hashes, cancellationToken);
        var strays = hashes.Where(hash => !known.Any(file => file.Sha256.AsSpan().SequenceEqual(hash))).ToList();
        foreach (var stray in strays)
        {
            await EndAsync(stray, cancellationToken);
        }

        return strays.Count;
    }
}
