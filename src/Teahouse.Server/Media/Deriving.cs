using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Blobs;
using Teahouse.Platform.Postgres;
using Teahouse.Platform.Sandbox;

namespace Teahouse.Server.Media;

/// <summary>
/// Prepares files: decodes them in a limited process and keeps what was made of them. A job is taken for a while at a time; of a node that
/// dies with it another takes it over, and nothing of it is seen before it is done.
/// </summary>
sealed class Deriving(
    NpgsqlDataSource database, IBlobStore blobs, Decoders decoders, ToolRunner tools, WorkFolders folders, Preparation preparation,
    Sweeper sweeper, MediaOptions options, TimeProvider time, ILogger<Deriving> logger)
    : BackgroundService
{
    const int MostAttempts = 3;

    // Between two looks for what other nodes have left.
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // For so long a store that cannot be reached, or a full disk, costs a file nothing but time.
    static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    readonly Bell _bell = new(options.Decoders);

    /// <summary>There is something to do.</summary>
    public void Ring() => _bell.Ring();

    public override void Dispose()
    {
        base.Dispose();
        _bell.Dispose();
    }

    // Where there are several, one takes only what is done soon: a picture does not wait for the videos before it.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Decoders).Select(i => RunAsync(onlyQuick: i == 0 && options.Decoders > 1, stoppingToken)));

    async Task RunAsync(bool onlyQuick, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await TakeAsync(onlyQuick, stoppingToken) is { } job)
                {
                    await CarryOutAsync(job, stoppingToken);
                }
                else
                {
                    await _bell.WaitAsync(Pause, stoppingToken);
                }
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                logger.JobsUnreachable(e);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The node is stopping; its jobs are taken over.
            }
        }
    }

    Task<Job?> TakeAsync(bool onlyQuick, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.Command(MediaSql.TakeJob, now, now.AddSeconds(options.LeaseS), onlyQuick).FirstAsync(
            row => new Job(row.GetFieldValue<byte[]>(0), row.GetString(1), row.GetInt32(2)), cancellationToken);
    }

    async Task CarryOutAsync(Job job, CancellationToken stoppingToken)
    {
        if (job.Attempt > MostAttempts)
        {
            logger.JobGivenUp(job.Hash, MostAttempts);
            await EndAsync(job, FileRow.Refused, "It could not be prepared.", new(), stoppingToken);
            return;
        }

        using var held = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var holding = HoldAsync(job, held);
        try
        {
            await DeriveAsync(job, held.Token);
        }
        catch (IOException e)
        {
            // The bytes could not be read or kept: that tells nothing of the file.
            logger.JobReturned(job.Hash, e);
            await ReturnAsync(job, TimeSpan.FromSeconds(options.LeaseS));
        }
        catch (OperationCanceledException) when (held.IsCancellationRequested)
        {
            // The node is stopping, and another may begin at once; or it is another's already, and then this changes nothing.
            await ReturnAsync(job, TimeSpan.Zero);
        }
        catch (SandboxException e)
        {
            await GiveUpAsync(job, e, stoppingToken);
        }
        catch (Exception e) when (e is not NpgsqlException)
        {
            // A bug over one file must not keep all others from being prepared; its tries run out.
            logger.JobFailed(job.Hash, e);
        }
        finally
        {
            await held.CancelAsync();
            await holding;
        }
    }

    Task<int> ReturnAsync(Job job, TimeSpan pause)
    {
        var now = time.GetUtcNow();
        return database.Command(MediaSql.ReturnJob, job.Sha256, job.Attempt, now + pause, now - Patience).RunAsync(CancellationToken.None);
    }

    /// <summary>Where no tool can be run at all, files are only files; where just this one could not, its tries run out.</summary>
    async Task GiveUpAsync(Job job, SandboxException why, CancellationToken cancellationToken)
    {
        try
        {
            await tools.ConfinementAsync(cancellationToken);
            logger.JobFailed(job.Hash, why);
        }
        catch (SandboxException)
        {
            await EndAsync(job, FileRow.Refused, "Nothing can be decoded here.", new(), cancellationToken);
        }
    }

    async Task DeriveAsync(Job job, CancellationToken cancellationToken)
    {
        using var folder = folders.New();
        var source = Path.Combine(folder.Path, "source");
        if (!await FetchAsync(job, source, cancellationToken))
        {
            await EndAsync(job, FileRow.Refused, "Its bytes are lost.", new(), cancellationToken);
            return;
        }

        var into = Directory.CreateDirectory(Path.Combine(folder.Path, "made"));
        var made = await decoders.DeriveAsync(source, job.MediaType, into.FullName, cancellationToken);
        foreach (var file in made.Refused is null ? made.Files : [])
        {
            await using var stream = File.OpenRead(file.Path);
            await blobs.PutAsync(BlobNames.Made(job.Sha256, file.Variant.Name), stream, cancellationToken);
        }

        await (made.Refused is { } reason
            ? EndAsync(job, FileRow.Refused, reason, new(), cancellationToken)
            : EndAsync(job, FileRow.Ready, null, FileFacts.Of(made), cancellationToken));
    }

    async Task<bool> FetchAsync(Job job, string path, CancellationToken cancellationToken)
    {
        await using var blob = await blobs.OpenAsync(BlobNames.Original(job.Sha256), 0, long.MaxValue, cancellationToken);
        if (blob is null)
        {
            return false;
        }

        await using var file = File.Create(path);
        await blob.CopyToAsync(file, cancellationToken);
        return true;
    }

    async Task EndAsync(Job job, string state, string? reason, FileFacts facts, CancellationToken cancellationToken)
    {
        await database.Command(MediaSql.EndJob, job.Sha256, job.Attempt, state, reason, facts.Write()).RunAsync(cancellationToken);
        preparation.Ended(job.Hash);
        sweeper.Ring();
    }

    /// <summary>Keeps the job as this node's until it is done; gives it up when it is another's.</summary>
    async Task HoldAsync(Job job, CancellationTokenSource held)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.LeaseS / 3.0), time);
        try
        {
            while (await timer.WaitForNextTickAsync(held.Token))
            {
                if (await database.Command(MediaSql.RenewJob, job.Sha256, job.Attempt, time.GetUtcNow().AddSeconds(options.LeaseS))
                    .RunAsync(held.Token) == 0)
                {
                    await held.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The job is done.
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            logger.JobsUnreachable(e);
            await held.CancelAsync();
        }
    }

    sealed record Job(byte[] Sha256, string MediaType, int Attempt)
    {
        public string Hash => Convert.ToHexStringLower(Sha256);
    }
}
