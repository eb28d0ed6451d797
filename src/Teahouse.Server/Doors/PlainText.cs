using System.Globalization;
using System.Text;

namespace Teahouse.Server.Doors;

/// <summary>Short text that people show each other: names, devices, a line about oneself.</summary>
public static class PlainText
{
    /// <summary>The text without space around it; null when it has a character that could fool a reader, or has too many.</summary>
    public static string? Clean(string text, int maxChars, bool lines = false)
    {
        // Normalizing to NFC can triple a text, so the raw length is bounded before anything looks at it.
        if (text.Length > maxChars * 4)
        {
            return null;
        }

        var trimmed = text.Trim();
        var count = 0;
        foreach (var rune in trimmed.EnumerateRunes())
        {
            if (++count > maxChars || IsForbidden(rune, lines))
            {
                return null;
            }
        }

        return trimmed;
    }

    /// <summary>Whether there is anything to see.</summary>
    public static bool IsVisible(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format && !Rune.IsWhiteSpace(rune))
            {
                return true;
            }
        }

        return false;
    }

    // Bidirectional embeddings, overrides and isolates (UAX #9) can make one name look like another.
    static bool IsForbidden(Rune rune, bool lines) =>
        rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
        || (Rune.IsControl(rune) && !(lines && rune.Value == '\n'));
}
