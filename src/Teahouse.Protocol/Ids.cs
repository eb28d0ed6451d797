using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Teahouse.Protocol;

/// <summary>How ids are made and where they belong.</summary>
public static class Ids
{
    /// <summary>How many partitions there are. Fixed for ever: the database, the broker and every node count on it.</summary>
    public static int Partitions => 256;

    /// <summary>A new time-ordered id: UUIDv7 (RFC 9562 section 5.7).</summary>
    public static Guid New() => Guid.CreateVersion7();

    /// <summary>
    /// The id of the direct conversation of two people: UUIDv8 (RFC 9562 section 5.8) over the first 122 free bits of
    /// SHA-256("teahouse/direct" | lower id | higher id), ids as 16 big-endian bytes.
    /// </summary>
    public static Guid Direct(Guid one, Guid other)
    {
        Span<byte> input = stackalloc byte[15 + 32];
        "teahouse/direct"u8.CopyTo(input);
        var (low, high) = one.CompareTo(other) < 0 ? (one, other) : (other, one);
        low.TryWriteBytes(input[15..], bigEndian: true, out _);
        high.TryWriteBytes(input[31..], bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(input, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>The partition of a conversation: FNV-1a 64 over the 16 big-endian bytes of its id, folded to 8 bits.</summary>
    public static int Partition(Guid conversation)
    {
        Span<byte> bytes = stackalloc byte[16];
        conversation.TryWriteBytes(bytes, bigEndian: true, out _);
        var hash = 14695981039346656037UL;
        foreach (var b in bytes)
        {
            hash = (hash ^ b) * 1099511628211UL;
        }

        Span<byte> folded = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(folded, hash);
        return folded[0] ^ folded[1] ^ folded[2] ^ folded[3] ^ folded[4] ^ folded[5] ^ folded[6] ^ folded[7];
    }
}
