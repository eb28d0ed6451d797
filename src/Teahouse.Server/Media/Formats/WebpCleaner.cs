using System.Buffers.Binary;
using System.Text;

namespace Teahouse.Server.Media.Formats;

/// <summary>
/// Copies a WebP (RFC 9649), moving or not, without loss and without EXIF but for how it is to be turned, without XMP and whatever else is no
/// picture. It ends where its container ends.
/// </summary>
sealed class WebpCleaner(ByteReader from, Stream to, bool keepProfile)
{
    const int RiffBytes = 12;
    const int ChunkBytes = 8;
    const int FrameBytes = 16;
    const int ProfileFlag = 0x20;
    const int AlphaFlag = 0x10;
    const int ExifFlag = 0x08;
    const int MovesFlag = 0x02;
    const int MostMetadata = 64 << 10;

    readonly byte[] _data = new byte[MostMetadata];
    PictureFacts? _facts;
    byte _flags;
    bool _extended;
    bool _pixels;

    /// <summary>What it is; null when it is no WebP, or cut short. When it is too large, what was written is of no use.</summary>
    public PictureFacts? Clean()
    {
        var head = new byte[RiffBytes];
        if (!from.TryRead(head) || !head.AsSpan().StartsWith("RIFF"u8) || !head.AsSpan(8).SequenceEqual("WEBP"u8))
        {
            return null;
        }

        to.Write(head);
        var end = ChunkBytes + (long)BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4));
        while (from.Position + ChunkBytes <= end)
        {
            if (!from.TryRead(head.AsSpan(0, ChunkBytes)))
            {
                break;
            }

            if (!Take(Encoding.ASCII.GetString(head, 0, 4), BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4))))
            {
                return null;
            }

            if (_facts is { Refused: not null })
            {
                return _facts;
            }
        }

        if (_facts is null || !_pixels)
        {
            return null;
        }

        Finish();
        return _facts;
    }

    bool Take(string type, uint length)
    {
        switch (type)
        {
            case "VP8X" when _facts is null && length == 10:
                return TakeCanvas();
            case "VP8 " or "VP8L":
                var first = !_pixels;
                _pixels = true;
                return first ? TakePixels(type, length) : Skip(length);
            case "ALPH" or "ANIM" when _extended:
                return Copy(type, length);
            case "ANMF" when _extended:
                _facts = _facts! with { Frames = _pixels ? _facts.Frames + 1 : 1 };
                _pixels = true;
                return CopyFrame(length);
            case "ICCP" or "EXIF" when _extended && length <= MostMetadata:
                return TakeMetadata(type, (int)length);
            default:
                return Skip(length);
        }
    }

    bool TakeCanvas()
    {
        var canvas = _data.AsSpan(0, 10);
        if (!from.TryRead(canvas))
        {
            return false;
        }

        _extended = true;
        _facts = new(1 + U24(canvas[4..]), 1 + U24(canvas[7..])) { Alpha = (canvas[0] & AlphaFlag) != 0 };
        canvas[0] &= AlphaFlag | MovesFlag;
        _flags = canvas[0];
        Write("VP8X", canvas);
        return true;
    }

    // The head of either coding tells the size; without a canvas it is that of the picture.
    bool TakePixels(string type, uint length)
    {
        var head = _data.AsSpan(0, 10);
        if (length < head.Length || !from.TryRead(head))
        {
            return false;
        }

        if (type == "VP8 ")
        {
            if (!head[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
            {
                return false;
            }

            _facts ??= new(BinaryPrimitives.ReadUInt16LittleEndian(head[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(head[8..]) & 0x3FFF);
        }
        else
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(head[1..]);
            _facts ??= new(1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF)) { Alpha = (bits >> 28 & 1) != 0 };
        }

        WriteHead(type, length);
        to.Write(head);
        return from.TryCopy(length - head.Length + (length & 1), to);
    }

    bool TakeMetadata(string type, int length)
    {
        var data = _data.AsSpan(0, length);
        if (!from.TryRead(data) || !from.TrySkip(length & 1))
        {
            return false;
        }

        if (type == "ICCP" && keepProfile && !_facts!.Profile && IccProfile.Clean(data) is { } clean)
        {
            _facts = _facts with { Profile = true };
            Write(type, clean);
        }
        else if (type == "EXIF" && _facts!.Orientation == 1)
        {
            var tiff = data.StartsWith("Exif\0\0"u8) ? data[6..] : data;
            _facts = _facts with { Orientation = Exif.Orientation(tiff) };
        }

        return true;
    }

    // A frame is a head and chunks of its own; those that are no picture are left out, and so its length is written afterwards.
    bool CopyFrame(uint length)
    {
        var end = from.Position + length;
        var began = to.Position;
        WriteHead("ANMF", 0);
        if (length < FrameBytes || !from.TryCopy(FrameBytes, to))
        {
            return false;
        }

        var head = new byte[ChunkBytes];
        while (from.Position + ChunkBytes <= end)
        {
            if (!from.TryRead(head))
            {
                return false;
            }

            var type = Encoding.ASCII.GetString(head, 0, 4);
            var bytes = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4));
            if (bytes > end - from.Position || !(type is "ALPH" or "VP8 " or "VP8L" ? Copy(type, bytes) : Skip(bytes)))
            {
                return false;
            }
        }

        PatchLength(began + 4, to.Position - began - ChunkBytes);
        return from.TrySkip(Math.Max(0, end + (length & 1) - from.Position));
    }

    void Finish()
    {
        if (_extended)
        {
            var turned = _facts!.Orientation != 1;
            if (turned)
            {
                Write("EXIF", Exif.Of(_facts.Orientation));
            }

            // The flags of the canvas, which stands first.
            to.Position = RiffBytes + ChunkBytes;
            to.WriteByte((byte)(_flags | (_facts.Profile ? ProfileFlag : 0) | (turned ? ExifFlag : 0)));
            to.Position = to.Length;
        }

        PatchLength(4, to.Length - ChunkBytes);
    }

    void PatchLength(long at, long length)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)length);
        to.Position = at;
        to.Write(bytes);
        to.Position = to.Length;
    }

    bool Skip(uint length) => from.TrySkip((long)length + (length & 1));

    bool Copy(string type, uint length)
    {
        WriteHead(type, length);
        return from.TryCopy((long)length + (length & 1), to);
    }

    void Write(string type, ReadOnlySpan<byte> data)
    {
        WriteHead(type, (uint)data.Length);
        to.Write(data);
        if ((data.Length & 1) != 0)
        {
            to.WriteByte(0);
        }
    }

    void WriteHead(string type, uint length)
    {
        Span<byte> head = stackalloc byte[ChunkBytes];
        Encoding.ASCII.GetBytes(type, head);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], length);
        to.Write(head);
    }

    static int U24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
