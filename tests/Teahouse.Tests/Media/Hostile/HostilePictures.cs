using static Teahouse.Tests.Media.Hostile.Pack;

namespace Teahouse.Tests.Media.Hostile;

/// <summary>Pictures that are too large, that lie about their size, that hide something, that never end.</summary>
static class HostilePictures
{
    static readonly byte[] End = Chunk("IEND");
    static readonly byte[] Pixel = Chunk("IDAT", Zeros(4));
    static readonly byte[] Dot = Png(Header(1, 1, 8, 2), Pixel, End);

    /// <param name="jpeg">A good one.</param>
    /// <param name="gif">A good one.</param>
    /// <param name="webp">A good one.</param>
    public static IEnumerable<HostileFile> All(byte[] jpeg, byte[] gif, byte[] webp) =>
        [.. Pngs(), .. Jpegs(jpeg), .. Gifs(gif), .. Webps(webp), .. Tiffs(), .. Bitmaps(), .. Heifs(), .. Others()];

    static IEnumerable<HostileFile> Pngs()
    {
        const string png = "image/png";
        yield return new("PNG of 50,000 by 50,000", png, Png(Header(50_000, 50_000, 8, 6), Pixel, End));
        yield return new("PNG of 900 megapixels in 100 kB", png, Png(Header(30_000, 30_000, 1, 0), Chunk("IDAT", Zeros(30_000L * (1 + (30_000 / 8)))), End));
        yield return new("PNG of 100 megapixels in 12 kB", png, Png(Header(10_000, 10_000, 1, 0), Chunk("IDAT", Zeros(10_000L * (1 + (10_000 / 8)))), End));
        yield return new("PNG of 16 bits in seven passes", png, Png(Header(3_000, 3_000, 16, 6, interlaced: 1), Chunk("IDAT", Zeros(3_000L * 24_000 + 6_000)), End));
        yield return new("PNG without width", png, Png(Header(0, 100, 8, 2), Pixel, End));
        yield return new("PNG of negative height", png, Png(Header(100, 0x8000_0000, 8, 2), Pixel, End));
        yield return new("PNG with a side of 30,001", png, Png(Header(1, 30_001, 8, 0), Pixel, End));
        yield return new("PNG with two headers", png, Png(Header(1, 1, 8, 2), Header(50_000, 50_000, 8, 2), Pixel, End));
        yield return new("PNG without header", png, Png(Pixel, End));
        yield return new("PNG without pixels", png, Png(Header(1, 1, 8, 2), End));
        yield return new("PNG with fewer pixels than it says", png, Png(Header(9_000, 9_000, 8, 2), Pixel, End));
        yield return new("PNG with pixels that are none", png, Png(Header(100, 100, 8, 2), Chunk("IDAT", [.. "no zlib at all"u8]), End));
        yield return new("PNG with a palette of nothing", png, Png(Header(10, 10, 8, 3), Pixel, End));
        yield return new("PNG with bits that do not exist", png, Png(Header(10, 10, 77, 99, 7), Pixel, End));
        yield return new("PNG with a chunk of 2 GB", png, [.. Png(Header(1, 1, 8, 2)), .. Be32(0x7FFF_FFFF), .. "IDAT"u8, 1, 2, 3]);
        yield return new("PNG with a chunk of 4 GB", png, [.. Png(Header(1, 1, 8, 2)), .. Be32(0xFFFF_FFFF), .. "tEXt"u8, 1, 2, 3]);
        yield return new("PNG with a critical chunk of its own", png, Png(Header(1, 1, 8, 2), Chunk("EVIL"), Pixel, End));
        yield return new("PNG of 20,000 empty parts", png, Png(Header(1, 1, 8, 2), Times(20_000, Chunk("IDAT")), Pixel, End));
        yield return new("PNG with 50,000 comments", png, Png(Header(1, 1, 8, 2), Times(50_000, Chunk("tEXt", [.. "a\0b"u8])), Pixel, End));
        yield return new("PNG with text of 100 MB", png, Png(Header(1, 1, 8, 2), Chunk("zTXt", [.. "a\0\0"u8, .. Zeros(100 << 20)]), Pixel, End));
        yield return new("PNG with a profile of 100 MB", png, Png(Header(1, 1, 8, 2), Chunk("iCCP", [.. "a\0\0"u8, .. Zeros(100 << 20)]), Pixel, End));
        yield return new("PNG with a small profile of 40 MB", png, Png(Header(1, 1, 8, 2), Chunk("iCCP", [.. "a\0\0"u8, .. Zeros(40 << 20)]), Pixel, End));
        yield return new("PNG with 4,000,000,000 frames", png, Png(Header(1, 1, 8, 2), Chunk("acTL", [.. Be32(0xFFFF_FFFF), .. Be32(0)]), Pixel, End));
        yield return new("PNG with 1,001 frames", png, Png(Header(1, 1, 8, 2), Chunk("acTL", [.. Be32(1_001), .. Be32(0)]), Times(1_001, Chunk("fcTL", new byte[26])), Pixel, End));
        yield return new("PNG with EXIF that goes round", png, Png(Header(1, 1, 8, 2), Chunk("eXIf", [.. "MM\0*"u8, .. Be32(8), .. Be16(0xFFFF), .. Be32(8)]), Pixel, End));
        yield return new("PNG with a script for PHP", png, Png(Header(1, 1, 8, 2), Chunk("tEXt", [.. "c\0<?php system($_GET[0]); ?>"u8]), Pixel, End));
        yield return new("PNG with a script for browsers far within", png, Png(Header(1, 1, 8, 2), Chunk("tEXt", [.. new byte[4_000], .. "<script>alert(1)</script>"u8]), Pixel, End));
        yield return new("PNG with an archive behind it", png, [.. Dot, .. Zip(("a.class", [1, 2, 3]))]);
        yield return new("PNG of Apple's own kind", png, Png(Chunk("CgBI", 0, 0, 0, 0), Header(1, 1, 8, 2), Pixel, End));
    }

    static IEnumerable<HostileFile> Jpegs(byte[] jpeg)
    {
        const string type = "image/jpeg";
        byte[] Sized(int height, int width, int marker = 0xC0, int bits = 8) => [0xFF, 0xD8, .. Segment(marker, [(byte)bits, .. Be16(height), .. Be16(width), 1, 1, 0x11, 0])];
        byte[] scan = [.. Segment(0xDA, 1, 1, 0, 0, 63, 0), 0x12, 0x34];
        byte[] With(params byte[] more) => [.. jpeg[..2], .. more, .. jpeg[2..]];
        yield return new("JPEG of 65,535 by 65,535", type, [.. Sized(65_535, 65_535), .. scan]);
        yield return new("JPEG of no height", type, [.. Sized(0, 100), .. scan, .. Segment(0xDC, 0xFF, 0xFF)]);
        yield return new("JPEG of 100 megapixels without any", type, [.. Sized(10_000, 10_000), .. scan]);
        yield return new("JPEG with two frames", type, [.. Sized(1, 1), .. Sized(20_000, 20_000)[2..], .. scan]);
        yield return new("JPEG with a scan before its frame", type, [0xFF, 0xD8, .. scan, .. Sized(10, 10)[2..]]);
        yield return new("JPEG of 5,000 scans", type, [.. Sized(4_000, 4_000, 0xC2), .. Times(5_000, scan)]);
        yield return new("JPEG of 90 scans of nothing", type, [.. Sized(9_000, 9_000, 0xC2), .. Times(90, scan)]);
        yield return new("JPEG of 12 bits", type, [.. Sized(100, 100, 0xC1, 12), .. scan]);
        yield return new("JPEG without loss", type, [.. Sized(100, 100, 0xC3), .. scan]);
        yield return new("JPEG by arithmetic", type, [.. Sized(5_000, 5_000, 0xC9), .. scan]);
        yield return new("JPEG of one marker", type, [0xFF, 0xD8, 0xFF]);
        yield return new("JPEG that ends at once", type, [0xFF, 0xD8, 0xFF, 0xD9]);
        yield return new("JPEG of fill", type, [0xFF, 0xD8, .. Enumerable.Repeat((byte)0xFF, 2_000_000)]);
        yield return new("JPEG of restarts", type, [.. Sized(100, 100), .. scan, .. Times(500_000, [0xFF, 0xD3])]);
        yield return new("JPEG with a segment shorter than its length", type, With(0xFF, 0xE1, 0, 1));
        yield return new("JPEG with a segment beyond its end", type, [0xFF, 0xD8, 0xFF, 0xE1, 0xFF, 0xFF, 1]);
        yield return new("JPEG with EXIF that goes round", type, With(Segment(0xE1, [.. "Exif\0\0MM\0*"u8, .. Be32(8), .. Be16(1), .. Be16(0x8769), .. Be16(4), .. Be32(1), .. Be32(8), .. Be32(8)])));
        yield return new("JPEG with EXIF of 65,535 tags", type, With(Segment(0xE1, [.. "Exif\0\0II*\0"u8, .. Le32(8), .. Le16(0xFFFF), .. new byte[60_000]])));
        yield return new("JPEG with EXIF from outside", type, With(Segment(0xE1, [.. "Exif\0\0MM\0*"u8, .. Be32(0xFFFF_FFFE)])));
        yield return new("JPEG with EXIF of 4 GB", type, With(Segment(0xE1, [.. "Exif\0\0MM\0*"u8, .. Be32(8), .. Be16(1), .. Be16(0x010E), .. Be16(2), .. Be32(0xFFFF_FFFF), .. Be32(0), .. Be32(0)])));
        yield return new("JPEG with EXIF 500 times", type, With(Times(500, Segment(0xE1, [.. "Exif\0\0"u8, .. Secrets.Exif(6), .. new byte[60_000]]))));
        yield return new("JPEG turned in a way that there is not", type, With(Segment(0xE1, [.. "Exif\0\0MM\0*"u8, .. Be32(8), .. Be16(1), .. Be16(0x0112), .. Be16(3), .. Be32(1), .. Be16(99), 0, 0])));
        yield return new("JPEG with a profile of 16 MB", type, With(Join(Enumerable.Range(1, 255).Select(i => Segment(0xE2, [.. "ICC_PROFILE\0"u8, (byte)i, 255, .. new byte[65_000]])))));
        yield return new("JPEG with the last part of a profile", type, With(Segment(0xE2, [.. "ICC_PROFILE\0"u8, 200, 255, 1, 2, 3])));
        yield return new("JPEG with a profile of 4,000,000,000 tags", type, With(Segment(0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. Profile(0xFFFF_FFFF)])));
        yield return new("JPEG with a curve of 4,000,000,000 points", type, With(Segment(0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. Profile(1), .. "rTRC"u8, .. Be32(144), .. Be32(12), .. "curv\0\0\0\0"u8, .. Be32(0xFFFF_FFFF)])));
        yield return new("JPEG with a page in its comment", type, With(Segment(0xFE, [.. "*/--><html><script>alert(1)</script>"u8])));
        yield return new("JPEG with a page far within", type, [.. jpeg[..^2], .. Segment(0xFE, [.. new byte[5_000], .. "<html><script>alert(1)</script>"u8]), 0xFF, 0xD9]);
        yield return new("JPEG with an archive behind it", type, [.. jpeg, .. Zip(("META-INF/MANIFEST.MF", [1]))]);
        yield return new("JPEG with a film behind it", type, [.. jpeg, .. Box("ftyp", [.. "isom"u8]), .. Box("mdat", new byte[1_000])]);
        yield return new("JPEG and PDF in one", type, With(Segment(0xFE, Pdf.Of(1)[..200])));
        yield return new("JPEG that is a program", type, [.. "#!/bin/sh\ntouch /tmp/owned\n"u8, .. jpeg]);
    }

    static byte[] Profile(long tags) => [.. new byte[8], 2, .. new byte[7], .. "RGB XYZ "u8, .. new byte[12], .. "acsp"u8, .. new byte[88], .. Be32(tags)];

    static IEnumerable<HostileFile> Gifs(byte[] gif)
    {
        const string type = "image/gif";
        byte[] Head(int width, int height) => [.. "GIF89a"u8, .. Le16(width), .. Le16(height), 0, 0, 0];
        byte[] Frame(int left, int top, int width, int height) => [0x2C, .. Le16(left), .. Le16(top), .. Le16(width), .. Le16(height), 0, 2, 2, 0x44, 1, 0];
        yield return new("GIF of 65,535 by 65,535", type, [.. Head(65_535, 65_535), .. Frame(0, 0, 1, 1), 0x3B]);
        yield return new("GIF of 20,000 by 5,000 of nothing", type, [.. Head(20_000, 5_000), .. Frame(0, 0, 1, 1), 0x3B]);
        yield return new("GIF with a frame far outside", type, [.. Head(1, 1), .. Frame(65_000, 65_000, 500, 500), 0x3B]);
        yield return new("GIF of 5,000 frames", type, [.. Head(10, 10), .. Times(5_000, Frame(0, 0, 10, 10)), 0x3B]);
        yield return new("GIF of 900 frames of 9 megapixels", type, [.. Head(3_000, 3_000), .. Times(900, Frame(0, 0, 1, 1)), 0x3B]);
        yield return new("GIF without end", type, gif[..^1]);
        yield return new("GIF of frames without an end", type, [.. Head(10, 10), .. Times(200, Frame(0, 0, 10, 10))]);
        yield return new("GIF without frames", type, [.. Head(10, 10), 0x3B]);
        yield return new("GIF of blocks without end", type, [.. Head(10, 10), 0x2C, 0, 0, 0, 0, 10, 0, 10, 0, 0, 2, .. Times(20_000, [1, 0x44])]);
        yield return new("GIF with codes of 255 bits", type, [.. Head(10, 10), 0x2C, 0, 0, 0, 0, 10, 0, 10, 0, 0, 255, 2, 0x44, 1, 0, 0x3B]);
        yield return new("GIF of comments", type, [.. Head(10, 10), .. Times(20_000, [0x21, 0xFE, 3, .. "abc"u8, 0]), .. Frame(0, 0, 10, 10), 0x3B]);
        yield return new("GIF with an application of 3 bytes", type, [.. Head(10, 10), 0x21, 0xFF, 3, 1, 2, 3, 0, .. Frame(0, 0, 10, 10), 0x3B]);
        yield return new("GIF that is a script", type, [.. "GIF89a=1;/*"u8, .. new byte[50], .. "*/alert(1);<script>"u8]);
        yield return new("GIFAR", type, [.. gif, .. Zip(("META-INF/MANIFEST.MF", [1]), ("Evil.class", [0xCA, 0xFE, 0xBA, 0xBE]))]);
        yield return new("GIF with a table of colours beyond its end", type, [.. "GIF89a"u8, .. Le16(10), .. Le16(10), 0xF7, 0, 0, 1, 2, 3]);
    }

    static IEnumerable<HostileFile> Webps(byte[] webp)
    {
        const string type = "image/webp";
        byte[] Of(params byte[][] chunks) => Riff("RIFF", [[.. "WEBP"u8], .. chunks]);
        byte[] Canvas(int flags) => Riff("VP8X", [[(byte)flags, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]]);
        byte[] small = Riff("VP8X", [[0x2E, 0, 0, 0, 9, 0, 0, 9, 0, 0]]);
        var pixels = webp[12..];
        yield return new("WebP of 16,777,216 by 16,777,216", type, Of(Canvas(0), pixels));
        yield return new("WebP of no length", type, [.. "RIFF\0\0\0\0WEBP"u8, .. pixels]);
        yield return new("WebP of 4 GB", type, [.. "RIFF"u8, .. Le32(0xFFFF_FFFF), .. "WEBP"u8, .. pixels]);
        yield return new("WebP with a canvas unlike its picture", type, Of(small, pixels));
        yield return new("WebP with a canvas twice", type, Of(small, Canvas(0), pixels));
        yield return new("WebP without a picture", type, Of(small));
        yield return new("WebP with EXIF of 4 GB", type, [.. "RIFF"u8, .. Le32(0x7FFF_FFFF), .. "WEBP"u8, .. small, .. pixels, .. "EXIF"u8, .. Le32(0xFFFF_FFFF), 1, 2, 3]);
        yield return new("WebP with a profile of zeros", type, Of(small, Riff("ICCP", new byte[60_000]), pixels));
        yield return new("WebP of 5,000 frames", type, Of(small, Riff("ANIM", new byte[6]), Times(5_000, Riff("ANMF", new byte[16], pixels))));
        yield return new("WebP with a frame longer than itself", type, Of(small, Riff("ANIM", new byte[6]), [.. "ANMF"u8, .. Le32(1 << 30), .. new byte[16], .. pixels]));
        yield return new("WebP with a frame of nothing", type, Of(small, Riff("ANIM", new byte[6]), Riff("ANMF", new byte[3])));
        yield return new("WebP with a chunk in a frame beyond it", type, Of(small, Riff("ANIM", new byte[6]), Riff("ANMF", new byte[16], [.. "VP8 "u8, .. Le32(1 << 28), 1])));
        yield return new("WebP of 16,384 by 16,384 without loss", type, Of(Riff("VP8L", [0x2F, 0xFF, 0xFF, 0xFF, 0x0F, .. new byte[40]])));
        yield return new("WebP of 9,000 by 9,000 without loss, and nothing else", type, Of(Riff("VP8L", [0x2F, .. Le32(8_999 | (8_999 << 14)), .. new byte[40]])));
        yield return new("WebP with a page behind it", type, [.. webp, .. "<html><script>alert(1)</script>"u8]);
        yield return new("WebP with a page within", type, Of(small, pixels, Riff("XMP ", [.. new byte[3_000], .. "<html><script>alert(1)</script>"u8])));
    }

    static IEnumerable<HostileFile> Tiffs()
    {
        const string type = "image/tiff";
        byte[] Tag(int tag, int kind, long count, long value) => [.. Le16(tag), .. Le16(kind), .. Le32(count), .. Le32(value)];
        byte[] Of(params byte[][] tags) => [.. "II*\0"u8, .. Le32(8), .. Le16(tags.Length), .. Join(tags), .. Le32(8)];
        byte[][] Plain(long width, long height) =>
        [
            Tag(256, 4, 1, width), Tag(257, 4, 1, height), Tag(258, 3, 1, 8), Tag(259, 3, 1, 1), Tag(262, 3, 1, 1), Tag(273, 4, 1, 8), Tag(277, 3, 1, 1),
            Tag(278, 4, 1, height), Tag(279, 4, 1, 100),
        ];
        yield return new("TIFF of 4,294,967,295 by 4,294,967,295", type, Of(Plain(0xFFFF_FFFF, 0xFFFF_FFFF)));
        yield return new("TIFF of 10,000 by 10,000 of nothing", type, Of(Plain(10_000, 10_000)));
        yield return new("TIFF whose pages go round", type, Of(Plain(10, 10)));
        yield return new("TIFF of 65,535 tags", type, [.. "II*\0"u8, .. Le32(8), .. Le16(0xFFFF), .. Times(65_535, Tag(256, 4, 1, 10))]);
        yield return new("TIFF with tags outside", type, [.. "MM\0*"u8, .. Be32(0xFFFF_FFF0)]);
        yield return new("TIFF with strips outside", type, Of([.. Plain(100, 100)[..5], Tag(273, 4, 0xFFFF_FFFF, 0xFFFF_0000), Tag(278, 4, 1, 1), Tag(279, 4, 0xFFFF_FFFF, 0x1000)]));
        yield return new("TIFF of tiles of one pixel", type, Of([.. Plain(9_000, 9_000)[..5], Tag(322, 3, 1, 1), Tag(323, 3, 1, 1), Tag(324, 4, 1, 8), Tag(325, 4, 1, 1)]));
        yield return new("TIFF of tiles of 4 GB", type, Of([.. Plain(90, 90)[..5], Tag(322, 4, 1, 0x7FFF_FFF0), Tag(323, 4, 1, 0x7FFF_FFF0), Tag(324, 4, 1, 8), Tag(325, 4, 1, 1)]));
        yield return new("TIFF of 65,535 samples", type, Of([.. Plain(5_000, 5_000)[..6], Tag(277, 3, 1, 65_535)]));
        yield return new("TIFF of coded strips that are none", type, Of([.. Plain(500, 500)[..3], Tag(259, 3, 1, 5), Tag(262, 3, 1, 1), Tag(273, 4, 1, 8), Tag(278, 4, 1, 500), Tag(279, 4, 1, 100)]));
    }

    static IEnumerable<HostileFile> Bitmaps()
    {
        const string type = "image/bmp";
        byte[] Of(long width, long height, int bits, int coding, long colours = 0) =>
            [.. "BM"u8, .. Le32(100), .. Le32(0), .. Le32(54), .. Le32(40), .. Le32(width), .. Le32(height), 1, 0, .. Le16(bits), .. Le32(coding), .. Le32(0), .. Le32(0), .. Le32(0), .. Le32(colours), .. Le32(0), .. new byte[40]];
        yield return new("BMP of 2,147,483,647 by 2,147,483,647", type, Of(int.MaxValue, int.MaxValue, 24, 0));
        yield return new("BMP of negative width", type, Of(-5, 10, 24, 0));
        yield return new("BMP of the most negative height", type, Of(5, int.MinValue, 24, 0));
        yield return new("BMP of 10,000 by 10,000 of nothing", type, Of(10_000, 10_000, 24, 0));
        yield return new("BMP of no bits", type, Of(10, 10, 0, 0));
        yield return new("BMP of 4,000,000,000 colours", type, Of(10, 10, 8, 1, 0xFFFF_FFFF));
        yield return new("BMP of runs without end", type, [.. Of(8_000, 8_000, 8, 1, 256), .. Times(1_000, [255, 7])]);
        yield return new("BMP that is a JPEG", type, Of(100, 100, 0, 4));
    }

    static IEnumerable<HostileFile> Heifs()
    {
        byte[] Size(long width, long height) => Box("ispe", Be32(0), Be32(width), Be32(height));
        byte[] Of(string brand, params byte[][] properties) =>
        [
            .. Box("ftyp", Ascii(brand), Be32(0), Ascii("mif1"), Ascii(brand)),
            .. Box("meta", Be32(0), Box("hdlr", new byte[8], Ascii("pict"), new byte[13]), Box("pitm", Be32(0), Be16(1)),
                Box("iinf", Be32(0), Be16(1), Box("infe", Be32(0x0200_0000), Be16(1), Be16(0), Ascii("hvc1"), [0])),
                Box("iloc", Be32(0), [0x44, 0], Be16(1), Be16(1), Be16(0), Be16(1), Be32(0xFFFF_FFF0), Be32(0xFFFF)),
                Box("iprp", Box("ipco", properties), Box("ipma", Be32(0), Be32(1), Be16(1), [1, 1]))),
        ];
        foreach (var (brand, type) in new[] { ("heic", "image/heic"), ("avif", "image/avif") })
        {
            yield return new($"{brand} of 4,294,967,295 by 4,294,967,295", type, Of(brand, Size(0xFFFF_FFFF, 0xFFFF_FFFF)));
            yield return new($"{brand} of 40,000 by 40,000 behind a small size", type, Of(brand, Size(10, 10), Size(40_000, 40_000), Size(10, 10)));
            yield return new($"{brand} without a size", type, Of(brand));
            yield return new($"{brand} of nothing", type, Of(brand, Size(0, 0)));
            yield return new($"{brand} whose bytes are outside", type, Of(brand, Size(100, 100)));
            yield return new($"{brand} of 50,000 sizes", type, Of(brand, Times(50_000, Size(10, 10))));
            yield return new($"{brand} of boxes without length", type, [.. Box("ftyp", Ascii(brand), Be32(0)), .. Times(50_000, Be32(0))]);
            yield return new($"{brand} of boxes longer than the world", type, [.. Box("ftyp", Ascii(brand), Be32(0)), .. Be32(1), .. "meta"u8, .. Be32(-1), .. Be32(-1), .. new byte[100]]);
            yield return new($"{brand} of boxes shorter than their head", type, [.. Box("ftyp", Ascii(brand), Be32(0)), .. Times(50_000, [.. Be32(3), .. "meta"u8])]);
        }
    }

    static IEnumerable<HostileFile> Others()
    {
        yield return new("PSD of 300,000 by 300,000", "image/tiff", [.. "8BPS"u8, 0, 1, .. new byte[6], .. Be16(56), .. Be32(300_000), .. Be32(300_000), .. Be16(16), .. Be16(3), .. new byte[100]]);
        yield return new("PSD that claims to be a JPEG", "image/jpeg", [.. "8BPS"u8, 0, 1, .. new byte[6], .. Be16(3), .. Be32(30_000), .. Be32(30_000), .. Be16(8), .. Be16(3)]);
        yield return new("nothing at all", "image/jpeg", []);
        yield return new("one byte", "image/png", [0x89]);
        yield return new("a megabyte of zeros", "image/heic", new byte[1 << 20]);
        yield return new("a megabyte of ones", "image/jpeg", [.. Enumerable.Repeat((byte)0xFF, 1 << 20)]);
        yield return new("a sea of sync bytes", "video/mp2t", [.. Enumerable.Repeat((byte)0x47, 1 << 18)]);
    }
}
