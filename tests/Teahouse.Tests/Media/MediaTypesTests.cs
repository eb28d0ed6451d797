using System.IO.Compression;
using System.Text;
using Teahouse.Server.Media;
using Xunit;

namespace Teahouse.Tests.Media;

public sealed class MediaTypesTests(Workshop workshop) : IClassFixture<Workshop>
{
    static readonly byte[] Nothing = new byte[512];

    [Theory]
    [InlineData("video/mp4", "-f lavfi -i testsrc=d=1 -pix_fmt yuv420p", "a.mp4")]
    [InlineData("video/quicktime", "-f lavfi -i testsrc=d=1", "a.mov")]
    [InlineData("video/webm", "-f lavfi -i testsrc=d=1 -c:v libvpx", "a.webm")]
    [InlineData("video/mp2t", "-f lavfi -i testsrc=d=1 -f mpegts", "a.ts")]
    [InlineData("video/mp2t", "-f lavfi -i testsrc=d=1 -mpegts_m2ts_mode 1 -f mpegts", "a.m2ts")]
    [InlineData("audio/mpeg", "-f lavfi -i sine=d=1 -write_id3v2 0 -id3v2_version 0", "a.mp3")]
    [InlineData("audio/mpeg", "-f lavfi -i sine=d=1:r=22050 -b:a 48k -id3v2_version 0 -write_xing 0", "b.mp3")]
    [InlineData("audio/mpeg", "-f lavfi -i sine=d=1 -c:a mp2", "a.mp2")]
    [InlineData("image/tiff", "-f lavfi -i testsrc -frames:v 1", "a.tiff")]
    public async Task What_ffmpeg_writes_is_known_by_its_bytes(string type, string words, string name) =>
        Assert.Equal(type, Workshop.Sniff(await workshop.FfmpegAsync(name, words.Split(' '))));

    [Theory]
    [InlineData("application/x-7z-compressed", "7z\u00bc\u00af\u0027\u001c")]
    [InlineData("application/vnd.rar", "Rar!\u001a\u0007\u0001\0")]
    [InlineData("application/gzip", "\u001f\u008b\u0008\0")]
    [InlineData("application/x-elf", "\u007fELF\u0002\u0001")]
    [InlineData("application/vnd.microsoft.portable-executable", "MZ\u0090\0")]
    [InlineData("application/x-mach-binary", "\u00cf\u00fa\u00ed\u00fe")]
    [InlineData("application/x-ole-storage", "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1")]
    [InlineData("image/vnd.adobe.photoshop", "8BPS\0\u0001")]
    [InlineData("audio/amr", "#!AMR\n\u003c\0")]
    [InlineData("video/mp4", "\0\0\0\u0018ftypisom\0\0\0\0")]
    [InlineData("video/3gpp", "\0\0\0\u0018ftyp3gp5\0\0\0\0")]
    [InlineData("audio/mp4", "\0\0\0\u0018ftypM4A \0\0\0\0")]
    [InlineData("image/heic", "\0\0\0\u0018ftypmif1\0\0\0\0heic")]
    [InlineData("image/avif", "\0\0\0\u001cftypmif1\0\0\0\0miafavif")]
    [InlineData("video/quicktime", "\0\0\0\u0008wide\0\0\0\0mdat")]
    [InlineData("application/octet-stream", "\u0001\u0002\u0003")]
    [InlineData("application/octet-stream", "BM and then bytes\0\u0001")]
    public void What_has_a_mark_of_its_own_is_known_by_it(string type, string begin) =>
        Assert.Equal(type, MediaTypes.Sniff([.. Encoding.Latin1.GetBytes(begin), .. Nothing]));

    [Theory]
    [InlineData("text/plain", "Dear 陈, the tea is ready.\r\n")]
    [InlineData("text/plain", "#EXTM3U\nfile:///etc/passwd")]
    [InlineData("text/plain", "MZ was a good year, BM another; PK\t")]
    [InlineData("text/plain", "if (a <b) return;")]
    [InlineData("text/html", "  <!DOCTYPE HTML><p>")]
    [InlineData("text/html", "just text, and then <ScRiPt>alert(1)</script>")]
    [InlineData("text/html", "GIF89a=1;//<script>")]
    [InlineData("image/svg+xml", "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("application/xml", "\uFEFF<?xml version='1.0'?><tea/>")]
    [InlineData("application/postscript", "%!PS-Adobe-3.0")]
    [InlineData("application/rtf", "{\\rtf1 tea}")]
    [InlineData("application/pdf", "%PDF-1.4\n1 0 obj")]
    [InlineData("application/octet-stream", "text before\n%PDF-1.4\n1 0 obj")]
    [InlineData("application/octet-stream", "")]
    public void Text_is_known_by_what_it_says(string type, string text) => Assert.Equal(type, MediaTypes.Sniff(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Text_may_be_cut_within_a_character()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("茶", 30_000)));
        Assert.Equal("text/plain", MediaTypes.Sniff(text.AsSpan(0, MediaTypes.HeadBytes)));
        Assert.Equal(MediaTypes.Unknown, MediaTypes.Sniff(text.AsSpan(0, 4)));
        Assert.Equal(MediaTypes.Unknown, MediaTypes.Sniff([.. "text"u8, 0xFF, .. "text"u8]));
    }

    [Theory]
    [InlineData("application/zip", "tea.txt")]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "[Content_Types].xml", "word/document.xml")]
    [InlineData("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")]
    [InlineData("application/vnd.openxmlformats-officedocument.presentationml.presentation", "[Content_Types].xml", "ppt/presentation.xml")]
    [InlineData("application/epub+zip", "mimetype=application/epub+zip", "META-INF/container.xml")]
    [InlineData("application/vnd.oasis.opendocument.text", "mimetype=application/vnd.oasis.opendocument.text", "content.xml")]
    [InlineData("application/java-archive", "META-INF/MANIFEST.MF")]
    [InlineData("application/vnd.android.package-archive", "classes.dex", "AndroidManifest.xml")]
    public void An_archive_is_known_by_what_is_in_it(string type, params string[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                var parts = entry.Split('=');
                using var writer = new StreamWriter(zip.CreateEntry(parts[0], CompressionLevel.NoCompression).Open());
                writer.Write(parts.Length == 2 ? parts[1] : "content");
            }
        }

        Assert.Equal(type, MediaTypes.Sniff(bytes.ToArray()));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<!DOCTYPE html>")]
    [InlineData("%PDF-1.5")]
    [InlineData("PK\u0003\u0004")]
    [InlineData("<?php system($_GET[0]); ?>")]
    public async Task A_picture_that_is_something_else_too_is_neither(string other)
    {
        var jpeg = await File.ReadAllBytesAsync(await workshop.PictureAsync("picture.jpg", 64, 64), TestContext.Current.CancellationToken);
        var comment = Encoding.Latin1.GetBytes(other);
        byte[] both = [.. jpeg[..2], 0xFF, 0xFE, 0, (byte)(comment.Length + 2), .. comment, .. jpeg[2..]];
        Assert.Equal(MediaTypes.Unknown, MediaTypes.Sniff(both));
    }

    [Theory]
    [InlineData("image/jpeg", MediaClass.Picture)]
    [InlineData("image/svg+xml", MediaClass.Other)]
    [InlineData("image/vnd.adobe.photoshop", MediaClass.Other)]
    [InlineData("video/x-matroska", MediaClass.Video)]
    [InlineData("audio/amr", MediaClass.Sound)]
    [InlineData("application/pdf", MediaClass.Pdf)]
    [InlineData("text/plain", MediaClass.Text)]
    [InlineData("text/html", MediaClass.Other)]
    public void Only_what_is_known_to_be_harmless_has_a_class(string type, object of) => Assert.Equal(of, MediaTypes.ClassOf(type));
}
