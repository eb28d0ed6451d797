using System.Buffers;
using System.Text;
using Teahouse.Server.Media.Formats;

namespace Teahouse.Server.Media;

/// <summary>What can be made of a file.</summary>
enum MediaClass
{
    Picture,
    Video,
    Sound,
    Pdf,
    Text,
    Other,
}

/// <summary>
/// Tells what bytes are by the bytes alone, whatever name or header came with them. What could be taken for two things is the one that can
/// do harm, or nothing in particular.
/// </summary>
static class MediaTypes
{
    /// <summary>How much of the beginning is worth giving.</summary>
    public const int HeadBytes = 64 << 10;

    public const string Unknown = "application/octet-stream";

    // Browsers look for markup in the first 1,445 bytes, readers of PDF for its header in the first 1,024.
    const int SniffedBytes = 2_048;
    const int Escape = 0x1B;

    static readonly Dictionary<string, MediaClass> Classes = new()
    {
        ["image/jpeg"] = MediaClass.Picture,
        ["image/png"] = MediaClass.Picture,
        ["image/gif"] = MediaClass.Picture,
        ["image/webp"] = MediaClass.Picture,
        ["image/avif"] = MediaClass.Picture,
        ["image/heic"] = MediaClass.Picture,
        ["image/tiff"] = MediaClass.Picture,
        ["image/bmp"] = MediaClass.Picture,
        ["application/pdf"] = MediaClass.Pdf,
        ["text/plain"] = MediaClass.Text,
    };

    // What begins so is that; the offset is where it begins.
    static readonly (int Offset, byte[] Magic, string Type)[] Magics =
    [
        (0, [0xFF, 0xD8, 0xFF], "image/jpeg"),
        (0, [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A], "image/png"),
        (0, [.. "GIF87a"u8], "image/gif"),
        (0, [.. "GIF89a"u8], "image/gif"),
        (0, [.. "II*\0"u8], "image/tiff"),
        (0, [.. "MM\0*"u8], "image/tiff"),
        (0, [.. "8BPS"u8], "image/vnd.adobe.photoshop"),
        (0, [0x1A, 0x45, 0xDF, 0xA3], "video/x-matroska"),
        (0, [.. "OggS"u8], "application/ogg"),
        (0, [.. "fLaC"u8], "audio/flac"),
        (0, [.. "ID3"u8], "audio/mpeg"),
        (0, [.. "#!AMR\n"u8], "audio/amr"),
        (0, [.. "#!AMR-WB\n"u8], "audio/amr-wb"),
        (0, [.. "%PDF-"u8], "application/pdf"),
        (0, [.. "%!PS"u8], "application/postscript"),
        (0, [0xC5, 0xD0, 0xD3, 0xC6], "application/postscript"),
        (0, [.. "PK\u0003\u0004"u8], "application/zip"),
        (0, [.. "PK\u0005\u0006"u8], "application/zip"),
        (0, [0x1F, 0x8B, 0x08], "application/gzip"),
        (0, [.. "BZh"u8], "application/x-bzip2"),
        (0, [0xFD, .. "7zXZ\0"u8], "application/x-xz"),
        (0, [0x28, 0xB5, 0x2F, 0xFD], "application/zstd"),
        (0, [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "application/x-7z-compressed"),
        (0, [.. "Rar!\u001A\u0007"u8], "application/vnd.rar"),
        (257, [.. "ustar"u8], "application/x-tar"),
        (0, [0x7F, .. "ELF"u8], "application/x-elf"),
        (0, [.. "MZ"u8], "application/vnd.microsoft.portable-executable"),
        (0, [0xCE, 0xFA, 0xED, 0xFE], "application/x-mach-binary"),
        (0, [0xCF, 0xFA, 0xED, 0xFE], "application/x-mach-binary"),
        (0, [0xCA, 0xFE, 0xBA, 0xBE], "application/x-mach-binary"),
        (0, [0, .. "asm"u8], "application/wasm"),
        (0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "application/x-ole-storage"),
        (0, [.. "{\\rtf"u8], "application/rtf"),
    ];

    static readonly byte[][] Markup =
    [
        [.. "<!doctype html"u8], [.. "<html"u8], [.. "<head"u8], [.. "<script"u8], [.. "<iframe"u8], [.. "<body"u8], [.. "<svg"u8], [.. "<?php"u8],
    ];

    public static MediaClass ClassOf(string type) =>
        Classes.TryGetValue(type, out var found) ? found
        : type.StartsWith("video/", StringComparison.Ordinal) ? MediaClass.Video
        : type.StartsWith("audio/", StringComparison.Ordinal) ? MediaClass.Sound
        : MediaClass.Other;

    /// <summary>The media type (RFC 6838).</summary>
    /// <param name="head">The first <see cref="HeadBytes"/>, or all there is.</param>
    public static string Sniff(ReadOnlySpan<byte> head)
    {
        var type = ByMagic(head);
        if (type is not ("application/pdf" or "application/postscript" or "application/rtf") && IsText(head))
        {
            return TextType(head);
        }

        return type is null || IsAlsoAnother(head, type) ? Unknown : type;
    }

    static string? ByMagic(ReadOnlySpan<byte> head)
    {
        foreach (var (offset, magic, type) in Magics)
        {
            if (head.Length > offset && head[offset..].StartsWith(magic))
            {
                return type switch
                {
                    "application/zip" => Containers.OfZip(head),
                    "video/x-matroska" => Containers.OfMatroska(head),
                    "application/ogg" => Containers.OfOgg(head),
                    _ => type,
                };
            }
        }

        return Containers.OfRiff(head) ?? Containers.OfBoxes(head) ?? Containers.OfBitmap(head) ?? Containers.OfTransport(head)
            ?? Containers.OfMpegAudio(head);
    }

    // What is to be looked at or listened to, and begins as something that is to be opened or run too.
    static bool IsAlsoAnother(ReadOnlySpan<byte> head, string type)
    {
        var begin = Begin(head);
        return ClassOf(type) switch
        {
            MediaClass.Other => false,
            MediaClass.Pdf => HasMarkup(begin),
            _ => HasMarkup(begin) || begin.IndexOf("%PDF-"u8) >= 0 || begin.IndexOf("PK\u0003\u0004"u8) >= 0,
        };
    }

    static string TextType(ReadOnlySpan<byte> head)
    {
        var begin = Begin(head);
        var text = begin.TrimStart("\uFEFF \t\r\n"u8);
        return HasTag(begin, "<svg"u8) ? "image/svg+xml"
            : HasMarkup(begin) ? "text/html"
            : begin.IndexOf("%PDF-"u8) >= 0 ? Unknown
            : text.StartsWith("<?xml"u8) || text.StartsWith("<!DOCTYPE"u8) ? "application/xml"
            : "text/plain";
    }

    static ReadOnlySpan<byte> Begin(ReadOnlySpan<byte> head) => head[..Math.Min(head.Length, SniffedBytes)];

    static bool HasMarkup(ReadOnlySpan<byte> bytes)
    {
        foreach (var tag in Markup)
        {
            if (HasTag(bytes, tag))
            {
                return true;
            }
        }

        return false;
    }

    static bool HasTag(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> tag)
    {
        for (var i = 0; i + tag.Length <= bytes.Length; i++)
        {
            if (bytes[i] == '<' && Ascii.EqualsIgnoreCase(bytes.Slice(i, tag.Length), tag))
            {
                return true;
            }
        }

        return false;
    }

    // UTF-8 without the control characters that no text has; the last character may be cut.
    static bool IsText(ReadOnlySpan<byte> head)
    {
        for (var rest = head; rest.Length > 0;)
        {
            var status = Rune.DecodeFromUtf8(rest, out var rune, out var length);
            if (status == OperationStatus.NeedMoreData)
            {
                return head.Length > HeadBytes - 4;
            }

            if (status != OperationStatus.Done || (rune.Value < 0x20 && rune.Value is not ('\t' or '\n' or '\r' or '\f' or Escape)))
            {
                return false;
            }

            rest = rest[length..];
        }

        return head.Length > 0;
    }
}
