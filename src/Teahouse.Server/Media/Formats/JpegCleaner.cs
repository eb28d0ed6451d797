using System.Buffers;
using System.Buffers.Binary;

namespace Teahouse.Server.Media.Formats;

/// <summary>
/// Copies a JPEG (ITU-T T.81) without loss and without whatever is no picture: of what applications add, only how the colours are to be
/// understood and how it is to be turned. It ends where its picture ends.
/// </summary>
sealed class JpegCleaner(ByteReader from, Stream to, bool keepProfile)
{
    const int Begin = 0xD8;
    const int End = 0xD9;
    const int Scan = 0xDA;
    const int Nothing = -1;

    // libjpeg decodes all of a picture again for every scan; a progressive one has about ten.
    const int MostScans = 100;
    const int MostProfileBytes = 64 << 10;

    readonly byte[] _segment = new byte[ushort.MaxValue];
    readonly ArrayBufferWriter<byte> _profile = new();
    PictureFacts? _facts;
    int _orientation = 1;
    int _profileParts;
    int _scans;
    bool _begun;
    bool _profiled;
    byte[]? _density;

    /// <summary>What it is; null when it is no JPEG. When it is too large, what was written is of no use.</summary>
    public PictureFacts? Clean()
    {
        if (from.Next() != 0xFF || from.Next() != Begin)
        {
            return null;
        }

        to.Write([0xFF, Begin]);
        for (var marker = NextMarker(); marker is not (End or Nothing);)
        {
            // These stand alone.
            if (marker is (>= 0xD0 and <= 0xD7) or 0x01)
            {
                marker = NextMarker();
                continue;
            }

            var segment = ReadSegment();
            if (segment.IsEmpty || !Take(marker, segment))
            {
                return null;
            }

            if (_facts is { Refused: not null })
            {
                return _facts;
            }

            marker = marker == Scan ? CopyScan() : NextMarker();
        }

        to.Write([0xFF, End]);
        return _scans == 0 ? null : _facts! with { Orientation = _orientation, Profile = _profiled };
    }

    // With its length, which counts itself.
    ReadOnlySpan<byte> ReadSegment()
    {
        var length = _segment.AsSpan(0, 2);
        if (!from.TryRead(length) || BinaryPrimitives.ReadUInt16BigEndian(length) is var bytes && bytes < 2)
        {
            return default;
        }

        return from.TryRead(_segment.AsSpan(2, bytes - 2)) ? _segment.AsSpan(0, bytes) : default;
    }

    bool Take(int marker, ReadOnlySpan<byte> segment)
    {
        switch (marker)
        {
            case >= 0xE0 and <= 0xEF or 0xFE:
                TakeAdded(marker, segment[2..]);
                return true;
            case 0xC4 or 0xCC or 0xDB or 0xDD:
                Write(marker, segment);
                return true;
            case Scan:
                Write(marker, segment);
                return _facts is not null && ++_scans <= MostScans;
            case (>= 0xC0 and <= 0xCF) and not 0xC8:
                return TakeFrame(marker, segment);
            default:
                return false;
        }
    }

    bool TakeFrame(int marker, ReadOnlySpan<byte> segment)
    {
        if (_facts is not null || segment.Length < 8 || segment[7] is not (1 or 3 or 4))
        {
            return false;
        }

        _facts = new(BinaryPrimitives.ReadUInt16BigEndian(segment[5..]), BinaryPrimitives.ReadUInt16BigEndian(segment[3..])) { Print = segment[7] == 4 };
        Write(marker, segment);
        return true;
    }

    void TakeAdded(int marker, ReadOnlySpan<byte> data)
    {
        if (marker == 0xE0 && data.StartsWith("JFIF\0"u8) && data.Length >= 12)
        {
            _density = data[..12].ToArray();
        }
        else if (marker == 0xE1 && data.StartsWith("Exif\0\0"u8))
        {
            _orientation = _orientation == 1 ? Exif.Orientation(data[6..]) : _orientation;
        }
        else if (marker == 0xE2 && data.StartsWith("ICC_PROFILE\0"u8) && data.Length > 14)
        {
            // In parts, numbered from 1; out of order they are of no use.
            _profileParts = data[12] == _profileParts + 1 ? _profileParts + 1 : int.MaxValue - 1;
            if (_profile.WrittenCount + data.Length <= MostProfileBytes)
            {
                _profile.Write(data[14..]);
            }
        }
        else if (marker == 0xEE && data.StartsWith("Adobe"u8) && data.Length >= 12)
        {
            Write(marker, [0, 14, .. data[..12]]);
        }
    }

    void Write(int marker, ReadOnlySpan<byte> segment)
    {
        if (!_begun)
        {
            _begun = true;
            WriteAdded();
        }

        to.Write([0xFF, (byte)marker]);
        to.Write(segment);
    }

    void WriteAdded()
    {
        if (_density is not null)
        {
            to.Write([0xFF, 0xE0, 0, 16, .. _density, 0, 0]);
        }

        if (_orientation != 1)
        {
            var tiff = Exif.Of(_orientation);
            to.Write([0xFF, 0xE1, 0, (byte)(8 + tiff.Length), .. "Exif\0\0"u8, .. tiff]);
        }

        if (keepProfile && _profileParts < byte.MaxValue && IccProfile.Clean(_profile.WrittenSpan) is { } profile)
        {
            _profiled = true;
            var length = profile.Length + 16;
            to.Write([0xFF, 0xE2, (byte)(length >> 8), (byte)length, .. "ICC_PROFILE\0"u8, 1, 1, .. profile]);
        }
    }

    // What stands between segments is passed over, as decoders do.
    int NextMarker()
    {
        while (true)
        {
            var next = from.Next();
            while (next is not (0xFF or Nothing))
            {
                next = from.Next();
            }

            while (next == 0xFF)
            {
                next = from.Next();
            }

            if (next != 0)
            {
                return next;
            }
        }
    }

    // The coded picture up to the next marker, which is answered. After 0xFF a zero, and restarts, belong to it.
    int CopyScan()
    {
        while (true)
        {
            var window = from.Window();
            if (window.IsEmpty)
            {
                return Nothing;
            }

            var plain = window.IndexOf((byte)0xFF) is >= 0 and var at ? at : window.Length;
            to.Write(window[..plain]);
            from.Advance(plain);
            if (plain == window.Length)
            {
                continue;
            }

            int next;
            do
            {
                next = from.Next();
            }
            while (next == 0xFF);

            if (next is not (0 or (>= 0xD0 and <= 0xD7)))
            {
                return next;
            }

            to.Write([0xFF, (byte)next]);
        }
    }
}
