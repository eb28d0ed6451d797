using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;

namespace Teahouse.Server.Media;

/// <summary>
/// What pages said of themselves lately. Addresses can be secrets, and messages with them be taken back: a card can be found and read only by
/// whoever has the address, and the table does not tell it.
/// </summary>
sealed class LinkCache(NpgsqlDataSource database, TimeProvider time) : IDisposable
{
    // AES-256-GCM (NIST SP 800-38D).
    const int NonceBytes = 12;
    const int TagBytes = 16;

    static readonly TimeSpan KeptCard = TimeSpan.FromDays(1);

    // Whoever had no card may have one soon.
    static readonly TimeSpan KeptNothing = TimeSpan.FromHours(1);

    // Links come by the hundred; most connections are for others.
    readonly SemaphoreSlim _few = new(4);

    /// <summary>Whether a page was looked at lately, and its card if it had one.</summary>
    public async Task<(bool Known, LinkPreview? Card)> FindAsync(Uri address, CancellationToken cancellationToken)
    {
        await _few.WaitAsync(cancellationToken);
        try
        {
            var rows = await database.Command(MediaSql.FindLink, IdOf(address), time.GetUtcNow())
                .ListAsync(row => row.IsDBNull(0) ? null : row.GetFieldValue<byte[]>(0), cancellationToken);
            return rows is [var box] ? (true, box is null ? null : Open(address, box)) : (false, null);
        }
        finally
        {
            _few.Release();
        }
    }

    /// <summary>Keeps a card, or that there is none; and its picture as long.</summary>
    public async Task PutAsync(Uri address, LinkPreview? card, CancellationToken cancellationToken)
    {
        var (id, now) = (IdOf(address), time.GetUtcNow());
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(MediaSql.PutLink, id, card is null ? null : Seal(address, card), now + (card is null ? KeptNothing : KeptCard));
        batch.Add(MediaSql.DropLink, id, 0L, now);
        if (card?.Picture is { } picture)
        {
            batch.Add(MediaSql.AddLink, MediaReferences.ValuesOfLink(id, 0, picture));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public void Dispose() => _few.Dispose();

    static Guid IdOf(Uri address) => new(Hash("teahouse/link", address).AsSpan(0, 16));

    static byte[] Seal(Uri address, LinkPreview card)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(card, Wire.Json.LinkPreview);
        var box = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(Hash("teahouse/link/card", address), TagBytes);
        aes.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes));
        return box;
    }

    static LinkPreview? Open(Uri address, byte[] box)
    {
        var plain = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(Hash("teahouse/link/card", address), TagBytes);
        aes.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), plain);
        return JsonSerializer.Deserialize(plain, Wire.Json.LinkPreview);
    }

    static byte[] Hash(string purpose, Uri address) => SHA256.HashData(Encoding.UTF8.GetBytes($"{purpose}\n{address.AbsoluteUri}"));
}
