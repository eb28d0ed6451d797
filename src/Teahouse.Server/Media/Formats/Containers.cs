using System.Buffers.Binary;
using System.Text;

namespace Teahouse.Server.Media.Formats;

/// <summary>Tells what is in formats that hold many things.</summary>
static class Containers
{
    const int PacketBytes = 188;
    const int ClockedPacketBytes = 192;
    const byte PacketSync = 0x47;

    static readonly (byte[] Name, string Type)[] Entries =
    [
        ([.. "word/"u8], "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ([.. "xl/"u8], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ([.. "ppt/"u8], "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ([.. "AndroidManifest.xml"u8], "application/vnd.android.package-archive"),
        ([.. "META-INF/MANIFEST.MF"u8], "application/java-archive"),
    ];

    // The types that OpenDocument and EPUB say of themselves in a first entry that is not compressed.
    static readonly string[] Mimetypes =
    [
        "application/epub+zip", "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation", "application/vnd.oasis.opendocument.graphics",
    ];

    static readonly Dictionary<string, string> Brands = new()
    {
        ["heic"] = "image/heic",
        ["heix"] = "image/heic",
        ["heim"] = "image/heic",
        ["heis"] = "image/heic",
        ["mif1"] = "image/heic",
        ["msf1"] = "image/heic",
        ["hevc"] = "image/heic",
        ["avif"] = "image/avif",
        ["avis"] = "image/avif",
        ["M4A "] = "audio/mp4",
        ["M4B "] = "audio/mp4",
        ["qt  "] = "video/quicktime",
    };

    // How tracks of Matroska name their coding.
    static readonly byte[][] SoundCodecs = [[.. "A_OPUS"u8], [.. "A_VORBIS"u8], [.. "A_AAC"u8], [.. "A_FLAC"u8], [.. "A_MPEG"u8], [.. "A_PCM"u8]];

    static readonly byte[][] PictureCodecs = [[.. "V_MPEG"u8], [.. "V_VP8"u8], [.. "V_VP9"u8], [.. "V_AV1"u8], [.. "V_THEORA"u8], [.. "V_MS/"u8], [.. "V_MJPEG"u8]];

    public static string OfZip(ReadOnlySpan<byte> head)
    {
        const int fixedBytes = 30;
        for (var rest = head; ;)
        {
            var at = rest.IndexOf("PK\u0003\u0004"u8);
            if (at < 0 || rest.Length - at < fixedBytes)
            {
                return "application/zip";
            }

            rest = rest[at..];
            var names = rest[fixedBytes..];
            if (names.StartsWith("mimetype"u8))
            {
                return Mimetype(names["mimetype".Length..]);
            }

            foreach (var (name, type) in Entries)
            {
                if (names.StartsWith(name))
                {
                    return type;
                }
            }

            rest = names;
        }
    }

    public static string OfMatroska(ReadOnlySpan<byte> head)
    {
        var kind = head.IndexOf("webm"u8) is >= 0 and < 64 ? "webm" : "x-matroska";
        return HasAny(head, SoundCodecs) && !HasAny(head, PictureCodecs) ? $"audio/{kind}" : $"video/{kind}";
    }

    public static string OfOgg(ReadOnlySpan<byte> head) => head.IndexOf("\u0080theora"u8[1..]) >= 0 ? "video/ogg" : "audio/ogg";

    public static string? OfRiff(ReadOnlySpan<byte> head) =>
        head.Length < 12 || !head.StartsWith("RIFF"u8) ? null
        : head.Slice(8, 4).SequenceEqual("WEBP"u8) ? "image/webp"
        : head.Slice(8, 4).SequenceEqual("WAVE"u8) ? "audio/wav"
        : head.Slice(8, 4).SequenceEqual("AVI "u8) ? "video/x-msvideo"
        : null;

    /// <summary>ISO base media (ISO/IEC 14496-12) by its brand; QuickTime of old has none.</summary>
    public static string? OfBoxes(ReadOnlySpan<byte> head)
    {
        if (head.Length < 16)
        {
            return null;
        }

        var box = head.Slice(4, 4);
        if (!box.SequenceEqual("ftyp"u8))
        {
            return (box.SequenceEqual("moov"u8) || box.SequenceEqual("mdat"u8) || box.SequenceEqual("wide"u8)) && Plausible(head) ? "video/quicktime" : null;
        }

        var length = (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(head), 16, (uint)head.Length);
        var type = BrandType(head.Slice(8, 4));
        if (type != "image/heic")
        {
            return type;
        }

        // Both kinds of pictures may name the common brand first and their own among the compatible ones.
        for (var at = 16; at + 4 <= length; at += 4)
        {
            if (BrandType(head.Slice(at, 4)) == "image/avif")
            {
                return "image/avif";
            }
        }

        return type;

        static bool Plausible(ReadOnlySpan<byte> head) => BinaryPrimitives.ReadUInt32BigEndian(head) is 0 or 1 or >= 8;
    }

    public static string? OfBitmap(ReadOnlySpan<byte> head) =>
        head.Length >= 26 && head.StartsWith("BM"u8) && BinaryPrimitives.ReadUInt32LittleEndian(head[14..]) is 12 or 40 or 52 or 56 or 64 or 108 or 124
            ? "image/bmp" : null;

    /// <summary>MPEG transport streams: packets that begin alike, with or without a clock before each.</summary>
    public static string? OfTransport(ReadOnlySpan<byte> head)
    {
        return Packets(head, PacketBytes, 0) || Packets(head, ClockedPacketBytes, 4) ? "video/mp2t" : null;

        static bool Packets(ReadOnlySpan<byte> head, int bytes, int at) =>
            head.Length > at + (4 * bytes)
            && head[at] == PacketSync && head[at + bytes] == PacketSync && head[at + (2 * bytes)] == PacketSync && head[at + (3 * bytes)] == PacketSync;
    }

    /// <summary>MPEG audio without a tag before it: a frame, and another where it ends.</summary>
    public static string? OfMpegAudio(ReadOnlySpan<byte> head)
    {
        if (head.Length < 8 || head[0] != 0xFF)
        {
            return null;
        }

        if ((head[1] & 0xF6) == 0xF0)
        {
            var length = ((head[3] & 3) << 11) | (head[4] << 3) | (head[5] >> 5);
            return length > 7 && head.Length > length + 1 && head[length] == 0xFF && (head[length + 1] & 0xF6) == 0xF0 ? "audio/aac" : null;
        }

        var frame = MpegFrame.BytesOf(head);
        return frame > 4 && head.Length > frame + 4 && MpegFrame.BytesOf(head[frame..]) > 4 ? "audio/mpeg" : null;
    }

    static bool HasAny(ReadOnlySpan<byte> head, byte[][] names)
    {
        foreach (var name in names)
        {
            if (head.IndexOf(name) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    static string Mimetype(ReadOnlySpan<byte> content)
    {
        foreach (var type in Mimetypes)
        {
            if (content.StartsWith(Encoding.ASCII.GetBytes(type)))
            {
                return type;
            }
        }

        return "application/zip";
    }

    static string BrandType(ReadOnlySpan<byte> brand)
    {
        var name = Encoding.ASCII.GetString(brand);
        return Brands.GetValueOrDefault(name) ?? (name.StartsWith("3g", StringComparison.Ordinal) ? "video/3gpp" : "video/mp4");
    }
}

/// <summary>The header of a frame of MPEG audio (ISO/IEC 11172-3).</summary>
static class MpegFrame
{
    static readonly int[] Rates = [44_100, 48_000, 32_000];

    // kbit/s by the layer, of version 1, then of the versions after it.
    static readonly int[][] Kbits =
    [
        [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ];

    /// <summary>How long the frame is; 0 when there is none.</summary>
    public static int BytesOf(ReadOnlySpan<byte> header)
    {
        if (header.Length < 4 || header[0] != 0xFF || (header[1] & 0xE0) != 0xE0)
        {
            return 0;
        }

        var (version, layer, kbit, rate) = ((header[1] >> 3) & 3, 4 - ((header[1] >> 1) & 3), header[2] >> 4, (header[2] >> 2) & 3);
        if (version == 1 || layer == 4 || kbit is 0 or 15 || rate == 3)
        {
            return 0;
        }

        var first = version == 3;
        var kbits = Kbits[first ? layer - 1 : layer == 1 ? 3 : 4][kbit];
        var hertz = Rates[rate] >> (first ? 0 : version == 2 ? 1 : 2);
        var padding = (header[2] >> 1) & 1;
        return layer == 1 ? ((12 * kbits * 1000 / hertz) + padding) * 4 : ((first || layer == 2 ? 144 : 72) * kbits * 1000 / hertz) + padding;
    }
}
