using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Teahouse.Server.Media.Formats;

/// <summary>The sizes of pictures that are not copied but coded anew.</summary>
static class PictureHeads
{
    const int HeadBytes = 1 << 20;
    const int MostTags = 1_000;
    const int TagBytes = 12;

    /// <summary>What the picture says of itself; null when it says nothing that can be read.</summary>
    public static PictureFacts? Read(string path, string type)
    {
        using var file = File.OpenHandle(path);
        if (type == "image/tiff")
        {
            return Tiff(file);
        }

        var head = new byte[Math.Min(HeadBytes, RandomAccess.GetLength(file))];
        RandomAccess.Read(file, head, 0);
        return type == "image/bmp" ? Bitmap(head) : Heif(head);
    }

    static PictureFacts? Bitmap(ReadOnlySpan<byte> head)
    {
        if (head.Length < 30)
        {
            return null;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(head[14..]) == 12)
        {
            return new(BinaryPrimitives.ReadUInt16LittleEndian(head[18..]), BinaryPrimitives.ReadUInt16LittleEndian(head[20..]));
        }

        // A negative height stands for rows from the top.
        var height = BinaryPrimitives.ReadInt32LittleEndian(head[22..]);
        return new(BinaryPrimitives.ReadInt32LittleEndian(head[18..]), height == int.MinValue ? 0 : Math.Abs(height));
    }

    // TIFF 6.0: tags of the first picture, wherever in the file they stand.
    static PictureFacts? Tiff(SafeFileHandle file)
    {
        Span<byte> head = stackalloc byte[8];
        Span<byte> count = stackalloc byte[2];
        var little = RandomAccess.Read(file, head, 0) == head.Length && head[0] == 'I';
        var at = (long)Exif.U32(head[4..], little);
        if (RandomAccess.Read(file, count, at) != count.Length)
        {
            return null;
        }

        var tags = new byte[Math.Min((int)Exif.U16(count, little), MostTags) * TagBytes];
        var read = RandomAccess.Read(file, tags, at + 2);
        var (width, height, samples, orientation) = (0u, 0u, 1u, 1u);
        var profile = false;
        for (var rest = tags.AsSpan(0, read); rest.Length >= TagBytes; rest = rest[TagBytes..])
        {
            var value = Exif.U16(rest[2..], little) == 3 ? Exif.U16(rest[8..], little) : Exif.U32(rest[8..], little);
            switch (Exif.U16(rest, little))
            {
                case 256: width = value; break;
                case 257: height = value; break;
                case 274: orientation = value; break;
                case 277: samples = value; break;
                case 34675: profile = true; break;
            }
        }

        return new((int)Math.Min(width, int.MaxValue), (int)Math.Min(height, int.MaxValue))
        {
            Orientation = orientation is >= 1 and <= 8 ? (int)orientation : 1, Alpha = samples is 2 or 4, Profile = profile,
        };
    }

    // HEIF (ISO/IEC 23008-12): the largest of the sizes among the properties; one is that of the picture, others those of its tiles and kin.
    static PictureFacts? Heif(ReadOnlySpan<byte> head)
    {
        var meta = Box(head, "meta"u8);
        var properties = meta.Length < 4 ? default : Box(Box(meta[4..], "iprp"u8), "ipco"u8);
        PictureFacts? largest = null;
        var (alpha, profile) = (false, false);
        while (Next(properties, out var type, out var content, out var rest))
        {
            if (type.SequenceEqual("ispe"u8) && content.Length >= 12)
            {
                var size = new PictureFacts(Side(content[4..]), Side(content[8..]));
                largest = largest is null || size.Refused is not null || size.Pixels > largest.Pixels ? size : largest;
            }

            alpha |= type.SequenceEqual("auxC"u8) && (content.IndexOf("alpha"u8) >= 0 || content.IndexOf("hevc:2015:auxid:1"u8) >= 0);
            profile |= type.SequenceEqual("colr"u8) && (content.StartsWith("prof"u8) || content.StartsWith("rICC"u8));
            if (largest?.Refused is not null)
            {
                break;
            }

            properties = rest;
        }

        return largest is null ? null : largest with { Alpha = alpha, Profile = profile };

        static int Side(ReadOnlySpan<byte> bytes) => (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes), int.MaxValue);
    }

    static ReadOnlySpan<byte> Box(ReadOnlySpan<byte> within, ReadOnlySpan<byte> name)
    {
        while (Next(within, out var type, out var content, out var rest))
        {
            if (type.SequenceEqual(name))
            {
                return content;
            }

            within = rest;
        }

        return default;
    }

    // The first box; one that says it is longer than what it is in ends there. 1 stands for a length of 64 bits, 0 for the rest.
    static bool Next(ReadOnlySpan<byte> within, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> content, out ReadOnlySpan<byte> rest)
    {
        type = content = rest = default;
        if (within.Length < 8)
        {
            return false;
        }

        var begin = 8;
        var length = (ulong)BinaryPrimitives.ReadUInt32BigEndian(within);
        if (length == 1 && within.Length >= 16)
        {
            (begin, length) = (16, BinaryPrimitives.ReadUInt64BigEndian(within[8..]));
        }

        var end = length == 0 ? within.Length : (int)Math.Min(length, (ulong)within.Length);
        if (end < begin)
        {
            return false;
        }

        type = within.Slice(4, 4);
        content = within[begin..end];
        rest = within[end..];
        return true;
    }
}
