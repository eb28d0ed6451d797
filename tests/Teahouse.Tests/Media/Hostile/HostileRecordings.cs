using System.Text;
using static Teahouse.Tests.Media.Hostile.Pack;

namespace Teahouse.Tests.Media.Hostile;

/// <summary>Videos and sounds that lie about their length, that contain themselves, that point elsewhere.</summary>
static class HostileRecordings
{
    /// <param name="bait">What they point to.</param>
    /// <param name="mp4">A good one.</param>
    /// <param name="mkv">A good one.</param>
    public static IEnumerable<HostileFile> All(Bait bait, byte[] mp4, byte[] mkv) => [.. Boxes(bait, mp4), .. Matroskas(mkv), .. Sounds(), .. Streams()];

    static IEnumerable<HostileFile> Boxes(Bait bait, byte[] mp4)
    {
        const string type = "video/mp4";
        var head = Box("ftyp", Ascii("isom"), Be32(512), Ascii("isomavc1"));
        byte[] movie = Box("mvhd", Be32(0), new byte[8], Be32(1000), Be32(1000), Be32(0x10000), new byte[76], Be32(2));
        yield return new("MP4 of 10,000 boxes, each within the other", type, [.. head, .. Enumerable.Range(0, 10_000).Aggregate(Array.Empty<byte>(), (inner, _) => inner.Length > 80_000 ? inner : Box("moov", inner))]);
        yield return new("MP4 of a box as long as the world", type, [.. head, .. Be32(1), .. "moov"u8, .. Be32(0x7FFF_FFFF), .. Be32(-1), .. movie]);
        yield return new("MP4 of boxes without length", type, [.. head, .. Times(10_000, [.. Be32(0), .. "moov"u8])]);
        yield return new("MP4 of boxes of seven bytes", type, [.. head, .. Times(10_000, [.. Be32(7), .. "moov"u8])]);
        yield return new("MP4 of nothing but a head", type, head);
        yield return new("MP4 that lasts for ever", type, Patched(mp4, "mvhd", 20, Be32(0xFFFF_FFFE)));
        yield return new("MP4 with a clock that stands", type, Patched(mp4, "mdhd", 16, Be32(0)));
        yield return new("MP4 of 4,000,000,000 samples", type, Patched(mp4, "stsz", 12, Be32(0xFFFF_FFFF)));
        yield return new("MP4 of samples of 4 GB", type, Patched(mp4, "stsz", 8, Be32(0xFFFF_FFFF)));
        yield return new("MP4 of 4,000,000,000 chunks", type, Patched(mp4, "stco", 8, Be32(0xFFFF_FFFF)));
        yield return new("MP4 with chunks outside", type, Patched(mp4, "stco", 12, Be32(0xFFFF_FF00)));
        yield return new("MP4 of 65,535 by 65,535", type, Patched(mp4, "avc1", 28, Be32(0xFFFF_FFFF)));
        yield return new("MP4 with another coding than it says", type, Renamed(mp4, "avc1", "hvc1"));
        yield return new("MP4 with a coding that few know", type, Renamed(mp4, "avc1", "SVQ3"));
        yield return new("MP4 with text as its picture", type, Renamed(mp4, "vide", "text"));
        yield return new("MP4 with its parts in a file", type, Renamed(mp4, "url \0\0\0\u0001", "url \0\0\0\0"));
        var elsewhere = Box("rmra", Box("rmda", Box("rdrf", Be32(0), Ascii("url "), Be32(bait.Url.Length + 5), Ascii($"{bait.Url}/mov\0"))));
        yield return new("MOV that is elsewhere", "video/quicktime", [.. Box("ftyp", Ascii("qt  "), Be32(0)), .. Box("moov", elsewhere)]);
        yield return new("MOV that is in another file", "video/quicktime", Replaced(mp4, Box("url ", Be32(1)), Box("alis", Be32(0), Ascii(bait.Secret))));
        yield return new("MOV packed to explode", "video/quicktime", [.. Box("ftyp", Ascii("qt  "), Be32(0)), .. Box("moov", Box("cmov", Box("dcom", Ascii("zlib")), Box("cmvd", Be32(0x7000_0000), Zeros(60 << 20))))]);
        yield return new("MP4 of fragments without end", type, [.. head, .. Box("moov", movie), .. Times(5_000, Box("moof", Box("traf", Box("trun", Be32(0x301), Be32(0xFFFF_FFFF)))))]);
        yield return new("sound of Apple that is none", "audio/mp4", [.. Box("ftyp", Ascii("M4A "), Be32(0)), .. Box("mdat", new byte[10_000])]);
    }

    static IEnumerable<HostileFile> Matroskas(byte[] mkv)
    {
        byte[] head = [0x1A, 0x45, 0xDF, 0xA3, 0x80 | 8, 0x42, 0x82, 0x85, .. "webm\0"u8];
        byte[] segment = [0x18, 0x53, 0x80, 0x67, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
        yield return new("WebM without end", "video/webm", [.. head, .. segment]);
        yield return new("WebM of 10,000 segments", "video/webm", [.. head, .. Times(10_000, segment)]);
        yield return new("WebM of elements of 72 PB", "video/webm", [.. head, .. segment, 0x16, 0x54, 0xAE, 0x6B, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, .. new byte[1_000]]);
        yield return new("WebM of tracks within tracks", "video/webm", [.. head, .. segment, .. Times(2_000, [0x16, 0x54, 0xAE, 0x6B, 0x40, 0x50, 0xAE, 0x40, 0x48])]);
        yield return new("MKV with a program attached", "video/x-matroska", Attached(mkv, "evil.sh", "#!/bin/sh\ntouch /tmp/owned"));
        yield return new("MKV with a name that climbs", "video/x-matroska", Attached(mkv, "../../../../tmp/owned", "owned"));
        yield return new("MKV that is a WebM of nothing", "video/webm", [.. head, .. new byte[100_000]]);
    }

    // After the segment's last element; its length is not looked at by those who read to the end.
    static byte[] Attached(byte[] mkv, string name, string content)
    {
        byte[] file =
        [
            0x46, 0x6E, (byte)(0x80 | name.Length), .. Ascii(name), 0x46, 0x60, 0x8A, .. "text/plain"u8, 0x46, 0xAE, 0x81, 7,
            0x46, 0x5C, (byte)(0x80 | content.Length), .. Ascii(content),
        ];
        byte[] attached = [0x61, 0xA7, 0x40, (byte)file.Length, .. file];
        return [.. mkv, 0x19, 0x41, 0xA4, 0x69, 0x40, (byte)attached.Length, .. attached];
    }

    static IEnumerable<HostileFile> Sounds()
    {
        byte[] Wave(int format, long channels, long rate, int bits, long length) =>
            [.. "RIFF"u8, .. Le32(length), .. "WAVEfmt "u8, .. Le32(16), .. Le16(format), .. Le16(channels), .. Le32(rate), .. Le32(rate * 2), .. Le16(2), .. Le16(bits), .. "data"u8, .. Le32(length), .. new byte[20_000]];
        yield return new("WAV of 4 GB", "audio/wav", Wave(1, 1, 8_000, 16, 0xFFFF_FFFF));
        yield return new("WAV of no length", "audio/wav", Wave(1, 1, 8_000, 16, 0));
        yield return new("WAV of 65,535 channels", "audio/wav", Wave(1, 65_535, 8_000, 16, 20_000));
        yield return new("WAV of 4,000,000,000 Hz", "audio/wav", Wave(1, 1, 0xFFFF_FFFF, 16, 20_000));
        yield return new("WAV of 1 Hz", "audio/wav", Wave(1, 1, 1, 8, 20_000));
        yield return new("WAV of a coding that few know", "audio/wav", Wave(0x270, 2, 44_100, 0, 20_000));
        yield return new("WAV of no bits", "audio/wav", Wave(1, 1, 8_000, 0, 20_000));
        yield return new("FLAC with a cover of 16 MB that is not there", "audio/flac", [.. "fLaC"u8, 0, 0, 0, 34, .. new byte[34], 0x86, 0xFF, 0xFF, 0xFF, 1, 2, 3]);
        yield return new("FLAC of 655,350 Hz and 8 channels", "audio/flac", [.. "fLaC"u8, 0x80, 0, 0, 34, 0x10, 0, 0x10, 0, .. new byte[6], 0x9F, 0xFF, 0x6F, 0xFF, .. Be32(-1), .. new byte[16], .. new byte[1_000]]);
        yield return new("MP3 with a tag of 256 MB", "audio/mpeg", [.. "ID3\u0004\0\0"u8, 0x7F, 0x7F, 0x7F, 0x7F, .. new byte[1_000]]);
        yield return new("MP3 of tags alone", "audio/mpeg", Times(1_000, [.. "ID3\u0004\0\0\0\0\0\u000a"u8, .. new byte[10]]));
        yield return new("MP3 of one frame, again and again", "audio/mpeg", Times(300, [0xFF, 0xFB, 0x90, 0x64, .. new byte[413]]));
        yield return new("AMR of nothing", "audio/amr", [.. "#!AMR\n"u8, .. Enumerable.Repeat((byte)0x7C, 20_000)]);
        yield return new("AAC of frames without an inside", "audio/aac", Times(2_000, [0xFF, 0xF1, 0x50, 0x80, 0x02, 0x1F, 0xFC, .. new byte[9]]));
        yield return new("Ogg of one page, again and again", "audio/ogg", Times(2_000, [.. "OggS\0\u0002"u8, .. Enumerable.Repeat((byte)0xFF, 8), .. new byte[12], 1, 19, .. "OpusHead\u0001\u00ff"u8[..9], .. new byte[10]]));
    }

    static IEnumerable<HostileFile> Streams()
    {
        byte[] packet = [0x47, 0x40, 0, 0x10, .. new byte[184]];
        yield return new("transport stream without tables", "video/mp2t", Times(2_000, packet));
        yield return new("transport stream of 8,192 streams", "video/mp2t", Join(Enumerable.Range(0, 8_192).Select(pid => (byte[])[0x47, (byte)(0x40 | (pid >> 8)), (byte)pid, 0x10, 0, 0, 1, 0xE0, .. new byte[180]])));
        yield return new("AVI of lists within lists", "video/x-msvideo", [.. "RIFF"u8, .. Le32(0xFFFF_FFFF), .. "AVI "u8, .. Times(10_000, [.. "LIST"u8, .. Le32(0xFFFF_FFF0), .. "hdrl"u8])]);
        yield return new("AVI of 4,000,000,000 streams", "video/x-msvideo", Riff("RIFF", Ascii("AVI "), Riff("LIST", Ascii("hdrl"), Riff("avih", new byte[24], Le32(0xFFFF_FFFF), Le32(0), Le32(65_535), Le32(65_535), new byte[16]))));
        yield return new("a picture that claims to be a film", "video/mp4", [0xFF, 0xD8, 0xFF, 0xE0, .. new byte[1_000]]);
        yield return new("a film that claims to be a picture", "image/jpeg", [.. Box("ftyp", Ascii("isom"), Be32(0)), .. new byte[1_000]]);
        yield return new("text that claims to be a song", "audio/flac", Encoding.UTF8.GetBytes("茶 is no song"));
    }

    static byte[] Patched(byte[] file, string box, int offset, byte[] by)
    {
        var copy = (byte[])file.Clone();
        var at = copy.AsSpan().IndexOf(Ascii(box)) + offset;
        by.CopyTo(copy, at);
        return copy;
    }

    static byte[] Renamed(byte[] file, string what, string by) => Replaced(file, Ascii(what), Ascii(by));

    static byte[] Replaced(byte[] file, byte[] what, byte[] by)
    {
        var text = Encoding.Latin1.GetString(file);
        return Encoding.Latin1.GetBytes(text.Replace(Encoding.Latin1.GetString(what), Encoding.Latin1.GetString(by), StringComparison.Ordinal));
    }
}
