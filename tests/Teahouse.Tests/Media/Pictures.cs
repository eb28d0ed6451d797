using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Teahouse.Tests.Media;

/// <summary>Pictures as PNG (RFC 2083), made on the spot.</summary>
static class Pictures
{
    static int _count;

    /// <summary>A picture that there was not before, with words in its metadata.</summary>
    public static byte[] New(int width = 40, int height = 30, string words = "taken at home")
    {
        var (size, rows, shade) = (new byte[13], new byte[(width + 1) * height], Interlocked.Increment(ref _count));
        BinaryPrimitives.WriteInt32BigEndian(size, width);
        BinaryPrimitives.WriteInt32BigEndian(size.AsSpan(4), height);
        size[8] = 8;
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = (byte)(i % (width + 1) == 0 ? 0 : (i * shade) + (i >> 8));
        }

        using var packed = new MemoryStream();
        using (var packing = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            packing.Write(rows);
        }

        return
        [
            0x89, .. "PNG\r\n\x1A\n"u8, .. Chunk("IHDR", size), .. Chunk("tEXt", [.. "Comment\0"u8, .. Encoding.ASCII.GetBytes(words)]),
            .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", []),
        ];
    }

    static byte[] Chunk(string type, byte[] data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }

    static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
