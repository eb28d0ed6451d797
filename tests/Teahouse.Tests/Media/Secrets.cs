using System.Buffers.Binary;
using System.Text;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>What must not come out: where a picture was taken and with what, as cameras write it.</summary>
static class Secrets
{
    public const string Camera = "SecretCam 9000";
    public const string Packet = "secret-xmp-packet";

    // 52° 30' 59" as EXIF has it, and in the two forms of XMP and QuickTime.
    static readonly byte[][] Forbidden =
    [
        Encoding.ASCII.GetBytes(Camera), Encoding.ASCII.GetBytes(Packet), "+52.5163"u8.ToArray(), "52,30.98N"u8.ToArray(), "ns.adobe.com/xap"u8.ToArray(),
        [0, 0, 0, 52, 0, 0, 0, 1, 0, 0, 0, 30], [52, 0, 0, 0, 1, 0, 0, 0, 30, 0, 0, 0],
    ];

    /// <summary>EXIF with a camera, an orientation and a place.</summary>
    public static byte[] Exif(int orientation)
    {
        var camera = Encoding.ASCII.GetBytes(Camera + "\0\0");
        const int first = 8;
        const int afterFirst = first + 2 + (3 * 12) + 4;
        var place = afterFirst + camera.Length;
        var afterPlace = place + 2 + (4 * 12) + 4;
        return
        [
            .. "MM\0*"u8, .. U32(first),
            .. U16(3), .. Tag(0x010F, 2, camera.Length, U32(afterFirst)), .. Tag(0x0112, 3, 1, [.. U16(orientation), 0, 0]), .. Tag(0x8825, 4, 1, U32(place)), .. U32(0),
            .. camera,
            .. U16(4), .. Tag(1, 2, 2, [.. "N\0\0\0"u8]), .. Tag(2, 5, 3, U32(afterPlace)), .. Tag(3, 2, 2, [.. "E\0\0\0"u8]), .. Tag(4, 5, 3, U32(afterPlace + 24)), .. U32(0),
            .. U32(52), .. U32(1), .. U32(30), .. U32(1), .. U32(59), .. U32(1),
            .. U32(13), .. U32(1), .. U32(22), .. U32(1), .. U32(40), .. U32(1),
        ];
    }

    /// <summary>A JPEG with all of it put in.</summary>
    public static byte[] IntoJpeg(byte[] jpeg, int orientation)
    {
        var xmp = Encoding.ASCII.GetBytes(
            $"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'>{Packet}<exif:GPSLatitude>52,30.98N</exif:GPSLatitude></x:xmpmeta>");
        byte[] exif = [.. "Exif\0\0"u8, .. Exif(orientation)];
        return [.. jpeg[..2], 0xFF, 0xE1, .. U16(exif.Length + 2), .. exif, 0xFF, 0xE1, .. U16(xmp.Length + 2), .. xmp, 0xFF, 0xFE, .. U16(Camera.Length + 2), .. Encoding.ASCII.GetBytes(Camera), .. jpeg[2..]];
    }

    public static bool IsIn(byte[] bytes) => Forbidden.Any(secret => bytes.AsSpan().IndexOf(secret) >= 0);

    public static void AssertNoneIn(string file) => Assert.False(IsIn(File.ReadAllBytes(file)), $"{file} has a secret");

    static byte[] Tag(int tag, int type, int count, byte[] value) => [.. U16(tag), .. U16(type), .. U32(count), .. value];

    static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    static byte[] U32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
