using System.Globalization;
using System.Text;
using Teahouse.Protocol;

namespace Teahouse.Server.Media;

/// <summary>Names of files, made harmless: for the reader's eye, for a header, and for the disk that they are saved to.</summary>
static class FileNames
{
    // The longest ending that is kept when a name is cut.
    const int ExtensionChars = 16;

    /// <summary>The name without folders and without what could fool a reader; null when nothing is left of it.</summary>
    public static string? Clean(string? name)
    {
        if (name is null)
        {
            return null;
        }

        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder(last.Length);
        foreach (var rune in last.EnumerateRunes().Where(IsHarmless))
        {
            clean.Append(rune.ToString());
        }

        // Dots at the ends hide a file, or name a folder.
        var trimmed = Cut(clean.ToString().Trim().Trim('.').Trim());
        return trimmed.Length == 0 ? null : trimmed;
    }

    // Bidirectional controls (UAX #9) can make one ending look like another.
    static bool IsHarmless(Rune rune) =>
        !Rune.IsControl(rune) && rune.Value is not (0x061C or 0x200E or 0x200F or 0xFEFF or 0xFFFD)
        && rune.Value is not ((>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069))
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    static string Cut(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= Limits.FileNameBytes)
        {
            return name;
        }

        var extension = Path.GetExtension(name) is { Length: <= ExtensionChars } ending ? ending : "";
        var (room, end) = (Limits.FileNameBytes - Encoding.UTF8.GetByteCount(extension), 0);
        foreach (var rune in name.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return name[..end] + extension;
    }
}
