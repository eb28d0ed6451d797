using Microsoft.Extensions.Logging;
using Teahouse.Platform.Fetch;
using Teahouse.Platform.Sandbox;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;

namespace Teahouse.Server.Media;

/// <summary>
/// Looks at pages that people link to. Whoever links to what somebody else has just linked to waits for the same look; each person has so many
/// looks a minute, and what is too much is not looked at.
/// </summary>
public sealed class Links : IDisposable
{
    const int MostWaiting = 1000;
    const int MostOfOneHost = 2;
    const int UsersRemembered = 10_000;

    readonly SafeFetcher _fetcher;
    readonly LinkCache _cache;
    readonly LinkPictures _pictures;
    readonly MediaOptions _options;
    readonly ILogger _logger;
    readonly HostTurns _turns;
    readonly Limiter _users;
    readonly CancellationTokenSource _stopping = new();
    readonly CancellationToken _stopped;
    readonly Dictionary<Uri, Task<LinkPreview?>> _looks = [];

    internal Links(
        SafeFetcher fetcher, LinkCache cache, LinkPictures pictures, MediaOptions options, TimeProvider time, ILogger<Links> logger)
    {
        (_fetcher, _cache, _pictures, _options, _logger, _stopped) = (fetcher, cache, pictures, options, logger, _stopping.Token);
        _turns = new(options.LinkFetches, MostOfOneHost);
        _users = new(options.LinksPerMinute, TimeSpan.FromMinutes(1), UsersRemembered, time);
    }

    /// <summary>What the page says of itself; null when that is nothing, when it cannot be had, or when that would be too much.</summary>
    /// <param name="link">Its address, as somebody wrote it.</param>
    /// <param name="user">Who links to it.</param>
    /// <param name="cancellationToken">Nobody waits for it any more.</param>
    public async Task<LinkPreview?> LookAsync(string link, Guid user, CancellationToken cancellationToken)
    {
        if (!_options.LinkPreviews || WebAddress.Read(link) is not { } address || address.AbsoluteUri.Length > Limits.UrlChars)
        {
            return null;
        }

        var (known, card) = await _cache.FindAsync(address, cancellationToken);
        return known ? card : Look(address, user) is { } look ? await look.WaitAsync(cancellationToken) : null;
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    Task<LinkPreview?>? Look(Uri address, Guid user)
    {
        lock (_looks)
        {
            if (!_looks.TryGetValue(address, out var look)
                && _looks.Count < MostWaiting && _users.Take(user.ToString()) == TimeSpan.Zero)
            {
                _looks.Add(address, look = Task.Run(() => EndAsync(address), CancellationToken.None));
            }

            return look;
        }
    }

    async Task<LinkPreview?> EndAsync(Uri address)
    {
        try
        {
            return await _turns.TakeAsync(address.Host, () => LookAsync(address, _stopped), _stopped);
        }
        finally
        {
            lock (_looks)
            {
                _looks.Remove(address);
            }
        }
    }

    async Task<LinkPreview?> LookAsync(Uri address, CancellationToken cancellationToken)
    {
        // Whoever came just before may have looked.
        if (await _cache.FindAsync(address, cancellationToken) is (true, var known))
        {
            return known;
        }

        LinkPreview? card = null;
        try
        {
            card = await ReadAsync(await _fetcher.FetchAsync(address, FetchKind.Page, cancellationToken), cancellationToken);
            LinkTelemetry.Looked(card is not null);
        }
        catch (FetchException e)
        {
            _logger.PageNotFetched(address.Host, e.Failure);
            LinkTelemetry.Looked(e.Failure);
        }

        await _cache.PutAsync(address, card, cancellationToken);
        return card;
    }

    // Shown is where the page was found at last, not where it says it is.
    async Task<LinkPreview?> ReadAsync(Fetched page, CancellationToken cancellationToken) =>
        page.Address.AbsoluteUri is { } url && url.Length <= Limits.UrlChars && PageCard.Read(page) is { } said
            ? new(url, said.Title, said.Description, said.Site, said.Picture is null ? null : await PictureAsync(said.Picture, cancellationToken))
            : null;

    async Task<MediaItem?> PictureAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            var fetched = await _fetcher.FetchAsync(address, FetchKind.Picture, cancellationToken);
            return await _pictures.KeepAsync(fetched.Content, cancellationToken);
        }
        catch (FetchException e)
        {
            _logger.PageNotFetched(address.Host, e.Failure);
            return null;
        }
        catch (Exception e) when (e is IOException or SandboxException)
        {
            // A card without its picture is better than none.
            _logger.PictureNotKept(address.Host, e);
            return null;
        }
    }
}
