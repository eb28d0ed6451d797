using System.Security.Cryptography;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;

namespace Teahouse.Server.Media;

/// <summary>Gives out grants, and tells edges the key that they are signed with.</summary>
sealed class Grants(NpgsqlDataSource database, MediaOptions options, TimeProvider time)
{
    byte[]? _key;

    /// <summary>The internal command by which an edge asks for the key.</summary>
    public static string KeyCommand => "media_key";

    /// <summary>Opens all that was made of a file, and with <paramref name="original"/> its own bytes.</summary>
    public async ValueTask<MediaGrant> MakeAsync(FileRow file, bool original, string? name, CancellationToken cancellationToken)
    {
        var expires = ExpiresAt(time.GetUtcNow(), TimeSpan.FromHours(options.GrantHours));
        IReadOnlyList<MediaVariant> variants = original && file.Original
            ? [new("original", Harmless(file.MediaType), file.Size), .. file.Facts.Variants] : file.Facts.Variants;
        var grant = new Grant(file.Sha256, expires, original ? name : null, [.. variants.Select(v => new GrantedVariant(v.Name, v.MediaType))]);
        var signed = grant.Sign(await KeyAsync(cancellationToken));
        return new(file.Hash, $"{options.PublicUrl?.TrimEnd('/')}/media/{signed}", expires, variants);
    }

    public async ValueTask<Reply> TellKeyAsync(Call call, CancellationToken cancellationToken) => new(200, await KeyAsync(cancellationToken));

    /// <summary>
    /// The end of the next half of the span: whatever is granted within one half ends at the same time, and so has the same address, which
    /// caches know again.
    /// </summary>
    public static DateTimeOffset ExpiresAt(DateTimeOffset now, TimeSpan span)
    {
        var half = span.Ticks / 2;
        return new(((now.UtcTicks / half) + 2) * half, TimeSpan.Zero);
    }

    /// <summary>The media type with which an original is served: what could act in a browser is only bytes.</summary>
    public static string Harmless(string mediaType) => mediaType switch
    {
        "text/plain" => "text/plain; charset=utf-8",
        "application/pdf" => mediaType,
        "image/svg+xml" => "application/octet-stream",
        _ when mediaType.Split('/')[0] is "image" or "audio" or "video" => mediaType,
        _ => "application/octet-stream",
    };

    async ValueTask<byte[]> KeyAsync(CancellationToken cancellationToken)
    {
        if (_key is null)
        {
            await database.Command(MediaSql.MakeSecret, RandomNumberGenerator.GetBytes(32)).RunAsync(cancellationToken);
            _key = await database.Command(MediaSql.Secret).FirstAsync(row => row.GetFieldValue<byte[]>(0), cancellationToken);
        }

        return _key!;
    }
}
