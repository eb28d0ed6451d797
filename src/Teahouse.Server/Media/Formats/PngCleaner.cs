using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Teahouse.Server.Media.Formats;

/// <summary>
/// Copies a PNG (W3C PNG, third edition), moving or not, without loss and without whatever does not concern its pixels, their colours, their
/// size or how it is to be turned. It ends where its picture ends.
/// </summary>
sealed class PngCleaner(ByteReader from, Stream to, bool keepProfile)
{
    const int HeaderBytes = 13;
    const int MostProfileBytes = 64 << 10;

    // The longest of each that means anything.
    static readonly Dictionary<string, int> Kept = new()
    {
        ["PLTE"] = 768, ["tRNS"] = 256, ["gAMA"] = 4, ["cHRM"] = 32, ["sRGB"] = 1, ["cICP"] = 4, ["pHYs"] = 9, ["sBIT"] = 4, ["acTL"] = 8, ["fcTL"] = 26,
    };

    readonly byte[] _data = new byte[64 << 10];
    PictureFacts? _facts;
    int _frames;
    bool _pixels;

    static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>What it is; null when it is no PNG, or cut short. When it is too large, what was written is of no use.</summary>
    public PictureFacts? Clean()
    {
        Span<byte> head = stackalloc byte[8];
        if (!from.TryRead(head) || !head.SequenceEqual(Signature))
        {
            return null;
        }

        to.Write(Signature);
        while (from.TryRead(head))
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(head);
            var type = Encoding.ASCII.GetString(head[4..]);
            if (length > int.MaxValue || (_facts is null && type != "IHDR"))
            {
                return null;
            }

            if (type == "IEND")
            {
                Write(type, []);
                return _pixels ? _facts! with { Frames = Math.Max(_frames, 1) } : null;
            }

            if (!Take(type, (int)length))
            {
                return null;
            }

            if (_facts is { Refused: not null })
            {
                return _facts;
            }
        }

        return null;
    }

    // A chunk's data is followed by its checksum; what is copied keeps its own.
    bool Take(string type, int length)
    {
        if (type is "IDAT" or "fdAT")
        {
            _pixels = true;
            Span<byte> head = stackalloc byte[8];
            BinaryPrimitives.WriteInt32BigEndian(head, length);
            Encoding.ASCII.GetBytes(type, head[4..]);
            to.Write(head);
            return from.TryCopy(length + 4L, to);
        }

        if (length > _data.Length)
        {
            return char.IsAsciiLetterLower(type[0]) && from.TrySkip(length + 4L);
        }

        return from.TryRead(_data.AsSpan(0, length)) && from.TrySkip(4) && TakeSmall(type, _data.AsSpan(0, length));
    }

    bool TakeSmall(string type, ReadOnlySpan<byte> data)
    {
        switch (type)
        {
            case "IHDR":
                return TakeHeader(data);
            case "eXIf" when _facts!.Orientation == 1 && Exif.Orientation(data) is > 1 and var orientation:
                _facts = _facts with { Orientation = orientation };
                Write(type, Exif.Of(orientation));
                return true;
            case "iCCP":
                _facts = _facts! with { Profile = keepProfile && TakeProfile(data) };
                return true;
            case "fcTL":
                _frames++;
                _facts = _facts! with { Frames = _frames };
                break;
            case "tRNS":
                _facts = _facts! with { Alpha = true };
                break;
        }

        if (Kept.TryGetValue(type, out var most))
        {
            if (data.Length <= most)
            {
                Write(type, data);
            }

            return true;
        }

        // A chunk that decoders must understand, and none does.
        return char.IsAsciiLetterLower(type[0]);
    }

    bool TakeHeader(ReadOnlySpan<byte> data)
    {
        if (_facts is not null || data.Length != HeaderBytes || data[0] > 0x7F || data[4] > 0x7F)
        {
            return false;
        }

        _facts = new(BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..])) { Alpha = (data[9] & 4) != 0 };
        Write("IHDR", data);
        return true;
    }

    // A name, a zero, the method 0, and the profile as zlib has it.
    bool TakeProfile(ReadOnlySpan<byte> data)
    {
        var name = data.IndexOf((byte)0);
        if (name is < 1 or > 79 || data.Length < name + 3 || Inflate(data[(name + 2)..]) is not { } inflated || IccProfile.Clean(inflated) is not { } clean)
        {
            return false;
        }

        using var packed = new MemoryStream();
        packed.Write("icc\0\0"u8);
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(clean);
        }

        Write("iCCP", packed.GetBuffer().AsSpan(0, (int)packed.Length));
        return true;
    }

    static byte[]? Inflate(ReadOnlySpan<byte> packed)
    {
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            var profile = new byte[MostProfileBytes];
            var length = zlib.ReadAtLeast(profile, profile.Length, throwOnEndOfStream: false);
            return profile[..length];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    void Write(string type, ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(head, data.Length);
        Encoding.ASCII.GetBytes(type, head[4..]);
        to.Write(head);
        to.Write(data);
        Span<byte> sum = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(sum, ~Crc(Crc(uint.MaxValue, head[4..]), data));
        to.Write(sum);
    }

    // CRC-32 (ISO 3309); bit by bit will do for what is small.
    static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1;
            }
        }

        return crc;
    }
}
