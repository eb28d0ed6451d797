using System.Buffers.Binary;
using System.Text;

namespace Teahouse.Server.Media.Formats;

/// <summary>
/// Colour profiles (ICC.1:2022). They can carry anything, such as the serial number of a monitor; of the plain kind, a curve for each channel
/// and a matrix, one is written anew that has these and nothing else. Other kinds are dropped.
/// </summary>
static class IccProfile
{
    const int HeaderBytes = 128;
    const int TagBytes = 12;
    const int MostTags = 100;
    const int MostCurveBytes = 12 + (2 * 4_096);

    static readonly string[] OfColour = ["wtpt", "chad", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"];
    static readonly string[] OfGrey = ["wtpt", "chad", "kTRC"];

    /// <summary>The profile without what does not concern colour; null when it is not of the plain kind.</summary>
    public static byte[]? Clean(ReadOnlySpan<byte> profile)
    {
        if (profile.Length < HeaderBytes + 4 || !profile.Slice(36, 4).SequenceEqual("acsp"u8) || !profile.Slice(20, 4).SequenceEqual("XYZ "u8))
        {
            return null;
        }

        var colour = profile.Slice(16, 4).SequenceEqual("RGB "u8);
        if ((!colour && !profile.Slice(16, 4).SequenceEqual("GRAY"u8)) || profile[8] is not (2 or 4))
        {
            return null;
        }

        var tags = new List<(string Name, byte[] Data)> { ("desc", Text(profile[8], "Colour")), ("cprt", Text(profile[8], "None")) };
        foreach (var name in colour ? OfColour : OfGrey)
        {
            var data = Find(profile, name);
            if (!data.IsEmpty)
            {
                tags.Add((name, data.ToArray()));
            }
            else if (name is not ("wtpt" or "chad"))
            {
                return null;
            }
        }

        return Write(profile[..HeaderBytes], tags);
    }

    static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> profile, ReadOnlySpan<char> name)
    {
        var count = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(profile[HeaderBytes..]), MostTags);
        for (var entries = profile[(HeaderBytes + 4)..]; count > 0 && entries.Length >= TagBytes; count--, entries = entries[TagBytes..])
        {
            if (!IsNamed(entries, name))
            {
                continue;
            }

            var (at, length) = (BinaryPrimitives.ReadUInt32BigEndian(entries[4..]), BinaryPrimitives.ReadUInt32BigEndian(entries[8..]));
            return at <= profile.Length && length <= profile.Length - at ? OfItsType(profile.Slice((int)at, (int)length), name) : default;
        }

        return default;
    }

    // As much of a tag as its type needs; nothing when it is of another type.
    static ReadOnlySpan<byte> OfItsType(ReadOnlySpan<byte> tag, ReadOnlySpan<char> name)
    {
        if (tag.Length < 12)
        {
            return default;
        }

        var needs = name switch
        {
            "chad" when tag.StartsWith("sf32"u8) => 8 + (9 * 4),
            "wtpt" or "rXYZ" or "gXYZ" or "bXYZ" when tag.StartsWith("XYZ "u8) => 8 + (3 * 4),
            "rTRC" or "gTRC" or "bTRC" or "kTRC" when tag.StartsWith("curv"u8) => 12 + (2 * Math.Min(BinaryPrimitives.ReadUInt32BigEndian(tag[8..]), 4_097L)),
            "rTRC" or "gTRC" or "bTRC" or "kTRC" when tag.StartsWith("para"u8) => BinaryPrimitives.ReadUInt16BigEndian(tag[8..]) switch
            {
                0 => 12 + 4, 1 => 12 + 12, 2 => 12 + 16, 3 => 12 + 20, 4 => 12 + 28, _ => long.MaxValue,
            },
            _ => long.MaxValue,
        };
        return needs <= Math.Min(tag.Length, MostCurveBytes) ? tag[..(int)needs] : default;
    }

    static bool IsNamed(ReadOnlySpan<byte> entry, ReadOnlySpan<char> name) =>
        entry[0] == name[0] && entry[1] == name[1] && entry[2] == name[2] && entry[3] == name[3];

    static byte[] Text(byte version, string text)
    {
        var ascii = Encoding.ASCII.GetBytes(text);
        if (version == 2)
        {
            return [.. "desc"u8, 0, 0, 0, 0, 0, 0, 0, (byte)(ascii.Length + 1), .. ascii, .. new byte[1 + 78]];
        }

        var wide = Encoding.BigEndianUnicode.GetBytes(text);
        return [.. "mluc"u8, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 12, .. "enUS"u8, 0, 0, 0, (byte)wide.Length, 0, 0, 0, 28, .. wide];
    }

    static byte[] Write(ReadOnlySpan<byte> header, List<(string Name, byte[] Data)> tags)
    {
        // Version, class, channels, space between, signature, intent and white of that space: who made it with what, and when, stays zero.
        var written = new MemoryStream();
        written.SetLength(HeaderBytes + 4 + (tags.Count * TagBytes));
        var table = written.GetBuffer().AsSpan(0, (int)written.Length);
        foreach (var (from, to) in (ReadOnlySpan<(int, int)>)[(8, 24), (36, 40), (64, 80)])
        {
            header[from..to].CopyTo(table[from..]);
        }

        written.Position = written.Length;
        var entries = new byte[tags.Count * TagBytes];
        for (var i = 0; i < tags.Count; i++)
        {
            // The channels mostly share a curve.
            var entry = entries.AsSpan(i * TagBytes);
            var same = tags.FindIndex(tag => tag.Data.AsSpan().SequenceEqual(tags[i].Data));
            Encoding.ASCII.GetBytes(tags[i].Name, entry);
            BinaryPrimitives.WriteInt32BigEndian(entry[4..], same < i ? BinaryPrimitives.ReadInt32BigEndian(entries.AsSpan((same * TagBytes) + 4)) : (int)written.Position);
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], tags[i].Data.Length);
            if (same == i)
            {
                written.Write(tags[i].Data);
                written.Write(new byte[-tags[i].Data.Length & 3]);
            }
        }

        var profile = written.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(profile, profile.Length);
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(HeaderBytes), tags.Count);
        entries.CopyTo(profile, HeaderBytes + 4);
        return profile;
    }
}
