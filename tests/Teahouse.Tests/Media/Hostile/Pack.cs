using System.IO.Compression;
using System.Text;

namespace Teahouse.Tests.Media.Hostile;

/// <summary>The bricks that formats are made of, to put together wrongly.</summary>
static class Pack
{
    public static byte[] Be16(long value) => [(byte)(value >> 8), (byte)value];

    public static byte[] Be32(long value) => [.. Be16(value >> 16), .. Be16(value)];

    public static byte[] Le16(long value) => [(byte)value, (byte)(value >> 8)];

    public static byte[] Le32(long value) => [.. Le16(value), .. Le16(value >> 16)];

    public static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);

    public static byte[] Join(IEnumerable<byte[]> parts) => [.. parts.SelectMany(part => part)];

    public static byte[] Times(int count, byte[] part) => Join(Enumerable.Repeat(part, count));

    /// <summary>A box of ISO base media.</summary>
    public static byte[] Box(string name, params byte[][] content)
    {
        var all = Join(content);
        return [.. Be32(8 + all.Length), .. Ascii(name), .. all];
    }

    /// <summary>A chunk of RIFF.</summary>
    public static byte[] Riff(string name, params byte[][] content)
    {
        var all = Join(content);
        return [.. Ascii(name), .. Le32(all.Length), .. all, .. new byte[all.Length & 1]];
    }

    /// <summary>A segment of JPEG.</summary>
    public static byte[] Segment(int marker, params byte[] data) => [0xFF, (byte)marker, .. Be16(data.Length + 2), .. data];

    public static byte[] Png(params byte[][] chunks) => [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Join(chunks)];

    /// <summary>A chunk of PNG with its checksum.</summary>
    public static byte[] Chunk(string type, params byte[] data)
    {
        byte[] summed = [.. Ascii(type), .. data];
        return [.. Be32(data.Length), .. summed, .. Be32(Crc(summed))];
    }

    public static byte[] Header(long width, long height, int bits, int colour, int interlaced = 0) =>
        Chunk("IHDR", [.. Be32(width), .. Be32(height), (byte)bits, (byte)colour, 0, 0, (byte)interlaced]);

    /// <summary>Zeros as zlib packs them, a thousand to one.</summary>
    public static byte[] Zeros(long length)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var block = new byte[64 << 10];
            for (; length > 0; length -= block.Length)
            {
                zlib.Write(block.AsSpan(0, (int)Math.Min(block.Length, length)));
            }
        }

        return packed.ToArray();
    }

    public static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
    }

    static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
