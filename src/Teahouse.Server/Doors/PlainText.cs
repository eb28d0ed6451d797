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

    /// <summary>
    /// What is left of a text that nobody here has written, in one line: without what <see cref="Clean"/> refuses and what cannot be seen, cut
    /// where it is too long; null when nothing is.
    /// </summary>
    public static string? Tame(string text, int maxChars)
    {
        var tamed = new StringBuilder();
        var (count, cut, gap) = (0, 0, false);
        foreach (var rune in text.EnumerateRunes())
        {
            var space = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune);
            gap |= space && count > 0;
            if (space || IsForbidden(rune, lines: false) || (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format && !IsJoiner(rune)))
            {
                continue;
            }

            count += gap ? 2 : 1;
            if (count > maxChars)
            {
                tamed.Length = cut;
                tamed.Append('…');
                break;
            }

            tamed.Append(gap ? " " : "").Append(rune.ToString());
            (cut, gap) = (count < maxChars ? tamed.Length : cut, false);
        }

        var clean = Clean(tamed.ToString(), maxChars);
        return clean is not null && IsVisible(clean) ? clean : null;
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

    // Emoji and Persian are made with these.
    static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;

    // Bidirectional embeddings, overrides and isolates (UAX #9) can make one name look like another.
    static bool IsForbidden(Rune rune, bool lines) =>
        rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
        || (Rune.IsControl(rune) && !(lines && rune.Value == '\n'));
}
