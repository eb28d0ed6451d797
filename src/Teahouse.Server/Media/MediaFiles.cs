using Npgsql;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Media;

/// <summary>What other units may do with files: have people send their own, open what somebody may see, list what there is.</summary>
public sealed class MediaFiles
{
    // How long a file that is about to be sent is kept for that.
    static readonly TimeSpan Claimed = TimeSpan.FromMinutes(15);

    readonly NpgsqlDataSource _database;
    readonly Grants _grants;
    readonly MediaOptions _options;
    readonly TimeProvider _time;

    internal MediaFiles(NpgsqlDataSource database, Grants grants, MediaOptions options, TimeProvider time) =>
        (_database, _grants, _options, _time) = (database, grants, options, time);

    /// <summary>Whether the files of workspaces have a limit at all.</summary>
    public bool CountsWorkspaces => _options.WorkspaceBytes > 0;

    /// <summary>SHA-256 (FIPS 180-4) as it is written on the wire; null when it is none.</summary>
    public static byte[]? HashOf(string hash) =>
        hash.Length == 64 && hash.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f') ? Convert.FromHexString(hash) : null;

    /// <summary>
    /// What somebody wants to send, with what the server knows of the files; refused when one is not theirs, is not prepared, or is not what it
    /// should be. From here on they are kept for long enough to be sent.
    /// </summary>
    /// <param name="user">The sender.</param>
    /// <param name="content">Checked by its form.</param>
    /// <param name="holder">What has held the files for this message: its own id, when it was scheduled.</param>
    /// <param name="cancellationToken">Nothing is sent then.</param>
    public async Task<Answer<MediaContent>> ClaimAsync(
        Guid user, MediaContent content, Guid? holder, CancellationToken cancellationToken)
    {
        var hashes = content.Items.Select(item => HashOf(item.Sha256) ?? []).ToArray();
        var found = await _database.Command(MediaSql.Claim, user, hashes, _time.GetUtcNow() + Claimed, holder)
            .ListAsync(Possession.Read, cancellationToken);
        var own = found.ToLookup(p => p.File.Hash);
        var items = new List<MediaItem>(content.Items.Count);
        foreach (var item in content.Items)
        {
            if (Check(item, own[item.Sha256].ToList()) is { } refused)
            {
                return refused;
            }

            var first = own[item.Sha256].First();
            items.Add(first.File.Describe(item with { Name = item.Name ?? first.Name }));
        }

        return content with { Items = items };
    }

    /// <summary>Opens files, each with its own bytes if any of its items is of the kind file. What is gone is passed over.</summary>
    public async Task<IReadOnlyList<MediaGrant>> OpenAsync(IEnumerable<MediaItem> items, CancellationToken cancellationToken)
    {
        var byHash = items.ToLookup(item => item.Sha256);
        var files = await FileRow.FindAsync(_database, [.. byHash.Select(own => HashOf(own.Key) ?? [])], cancellationToken);
        var grants = new List<MediaGrant>(files.Count);
        foreach (var file in files)
        {
            var kept = byHash[file.Hash].FirstOrDefault(item => item.Kind == MediaKinds.File);
            grants.Add(await _grants.MakeAsync(file, kept is not null, kept?.Name, cancellationToken));
        }

        return grants;
    }

    /// <summary>The places at which an owner has something in a list, the last first, from one place up to before another.</summary>
    public Task<List<long>> PlacesAsync(Guid owner, string list, long from, long before, int limit, CancellationToken cancellationToken) =>
        _database.Command(MediaSql.Places, owner, list, before, from, limit).ListAsync(row => row.GetInt64(0), cancellationToken);

    /// <summary>Why files cannot be in a channel of a workspace; null when they can.</summary>
    public async Task<Refused?> CheckRoomAsync(Guid workspace, IEnumerable<MediaItem> items, CancellationToken cancellationToken)
    {
        var used = (await _database.Command(MediaSql.WorkspaceUsage, workspace).ListAsync(row => row.GetInt64(0), cancellationToken))[0];
        return used + items.Sum(item => item.Size) <= _options.WorkspaceBytes ? null
            : new(Refusals.QuotaExceeded, $"The files of a workspace take at most {_options.WorkspaceBytes} bytes.");
    }

    static Refused? Check(MediaItem item, IReadOnlyList<Possession> own)
    {
        var fits = own.Select(p => p.Fits(item.Kind)).ToList();
        return fits.Contains(true) ? null
            : fits.Count == 0 ? new(Refusals.NotFound, $"You have no file {item.Sha256}.")
            : fits.Contains(null) ? new(Refusals.NotReady, $"The file {item.Sha256} is still being prepared.", TimeSpan.FromSeconds(1))
            : new(Refusals.BadMedia, $"The file {item.Sha256} cannot be sent as {item.Kind}.");
    }
}
