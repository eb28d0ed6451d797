using System.Buffers.Binary;

namespace Teahouse.Server.Media.Formats;

/// <summary>The one thing that is taken from what cameras write into a picture (EXIF 2.32, TIFF 6.0): how it is to be turned.</summary>
static class Exif
{
    const int OrientationTag = 0x0112;
    const int EntryBytes = 12;

    /// <summary>The orientation, 1 where none is told.</summary>
    /// <param name="tiff">From the header of TIFF on.</param>
    public static int Orientation(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8 || !(tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8)))
        {
            return 1;
        }

        var little = tiff[0] == 'I';
        var at = U32(tiff[4..], little);
        if (at > tiff.Length - 2)
        {
            return 1;
        }

        var entries = tiff[(int)at..];
        var count = U16(entries, little);
        for (entries = entries[2..]; count > 0 && entries.Length >= EntryBytes; count--, entries = entries[EntryBytes..])
        {
            if (U16(entries, little) == OrientationTag)
            {
                return U16(entries[8..], little) is >= 1 and <= 8 and var orientation ? orientation : 1;
            }
        }

        return 1;
    }

    /// <summary>TIFF that tells an orientation and nothing else.</summary>
    public static byte[] Of(int orientation) =>
        [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];

    public static ushort U16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    public static uint U32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
