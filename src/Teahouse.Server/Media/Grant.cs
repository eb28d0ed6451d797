using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Teahouse.Server.Media;

/// <summary>
/// Opens some variants of a file until a time, whoever holds it. What it says is in it, signed with HMAC-SHA-256 (RFC 2104): an edge needs
/// nothing but the key to honour it.
/// </summary>
/// <param name="Sha256">The file.</param>
/// <param name="ExpiresAt">In whole minutes.</param>
/// <param name="Name">What the original is saved as.</param>
/// <param name="Variants">Each with the media type that it is served with.</param>
sealed record Grant(byte[] Sha256, DateTimeOffset ExpiresAt, string? Name, IReadOnlyList<GrantedVariant> Variants)
{
    const byte Version = 1;

    public string Sign(byte[] key)
    {
        using var written = new MemoryStream();
        using var writer = new BinaryWriter(written, Encoding.UTF8);
        writer.Write(Version);
        writer.Write(Sha256);
        writer.Write((uint)(ExpiresAt.ToUnixTimeSeconds() / 60));
        writer.Write(Name ?? "");
        writer.Write((byte)Variants.Count);
        foreach (var variant in Variants)
        {
            writer.Write(variant.Name);
            writer.Write(variant.MediaType);
        }

        var said = written.ToArray();
        return Base64Url.EncodeToString([.. said, .. HMACSHA256.HashData(key, said)]);
    }

    /// <summary>What was signed; null when it was not signed with this key.</summary>
    public static Grant? Read(string signed, byte[] key)
    {
        if (!Base64Url.IsValid(signed))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(signed);
        var end = bytes.Length - HMACSHA256.HashSizeInBytes;
        if (end <= 0 || !CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, bytes.AsSpan(0, end)), bytes.AsSpan(end)))
        {
            return null;
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, 0, end), Encoding.UTF8);
        if (reader.ReadByte() != Version)
        {
            return null;
        }

        var (sha256, expires, name) = (reader.ReadBytes(SHA256.HashSizeInBytes), reader.ReadUInt32(), reader.ReadString());
        var variants = new GrantedVariant[reader.ReadByte()];
        for (var i = 0; i < variants.Length; i++)
        {
            variants[i] = new(reader.ReadString(), reader.ReadString());
        }

        return new(sha256, DateTimeOffset.FromUnixTimeSeconds(expires * 60L), name.Length == 0 ? null : name, variants);
    }
}

/// <summary>One form of a file that a grant opens.</summary>
readonly record struct GrantedVariant(string Name, string MediaType);
