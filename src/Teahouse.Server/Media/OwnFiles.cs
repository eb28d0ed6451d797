using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Media;

/// <summary>What people have uploaded: shown, let go of, counted.</summary>
sealed class OwnFiles(NpgsqlDataSource database, Grants grants, Preparation preparation, MediaOptions options, TimeProvider time)
{
    static readonly Refused NoFile = new(Refusals.NotFound, "There is no such file of yours.");

    // Between two looks at a file that another node may prepare.
    static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    public async ValueTask<Answer<MediaFile>> GetAsync(GetMedia request, Call call, CancellationToken cancellationToken)
    {
        if (request.WaitS is < 0 || request.WaitS > Limits.MediaWaitS)
        {
            return new Refused(Refusals.InvalidField, $"wait_s is 0 to {Limits.MediaWaitS}.");
        }

        return MediaFiles.HashOf(request.Sha256) is not { } sha256 ? NoFile
            : await GetAsync(call.User, sha256, TimeSpan.FromSeconds(request.WaitS ?? 0), cancellationToken);
    }

    /// <summary>A file of somebody's, once it is prepared or when they have waited so long.</summary>
    public async Task<Answer<MediaFile>> GetAsync(Guid user, byte[] sha256, TimeSpan wait, CancellationToken cancellationToken)
    {
        var (until, pause) = (time.GetUtcNow() + wait, ShortestPause);
        while (true)
        {
            var own = await database.Command(MediaSql.Possession, user, sha256).FirstAsync(Possession.Read, cancellationToken);
            var left = until - time.GetUtcNow();
            if (own is not { File.State: FileRow.Processing } || left <= TimeSpan.Zero)
            {
                return own is null ? NoFile : await ShowAsync(own, cancellationToken);
            }

            await preparation.WaitAsync(own.File.Hash, pause < left ? pause : left, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    public async ValueTask<Answer<Nothing>> DiscardAsync(MediaName request, Call call, CancellationToken cancellationToken) =>
        MediaFiles.HashOf(request.Sha256) is { } sha256
        && await database.Command(MediaSql.Discard, call.User, sha256, time.GetUtcNow()).RunAsync(cancellationToken) > 0
            ? Nothing.Value : NoFile;

    public async ValueTask<Answer<MediaUsage>> GetUsageAsync(Nothing request, Call call, CancellationToken cancellationToken) =>
        new MediaUsage(await UsedAsync(call.User, [], cancellationToken), options.UserBytes, options.FileBytes);

    /// <summary>What somebody's files take, but for one of them.</summary>
    public async Task<long> UsedAsync(Guid user, byte[] without, CancellationToken cancellationToken) =>
        (await database.Command(MediaSql.Usage, user, without).ListAsync(row => row.GetInt64(0), cancellationToken))[0];

    /// <summary>Who has closed their account possesses nothing any more.</summary>
    public Task HearAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken) => database.Command(
        MediaSql.DiscardAllOf, facts.Select(f => AccountsFacts.UserDeactivated.Read(f).UserId).ToArray(), time.GetUtcNow())
        .RunAsync(cancellationToken);

    async Task<MediaFile> ShowAsync(Possession own, CancellationToken cancellationToken)
    {
        var file = own.File;
        var item = file.Describe(new(file.Hash, own.Kind, own.Name));
        return own.Fits(own.Kind) switch
        {
            null => new(item, FileRow.Processing, own.KeptUntil),
            true => new(item, FileRow.Ready, own.KeptUntil, Grant: await grants.MakeAsync(file, own.Original, own.Name, cancellationToken)),
            false => new(item, FileRow.Refused, own.KeptUntil, file.Reason ?? $"It is not of the kind {own.Kind}."),
        };
    }
}
