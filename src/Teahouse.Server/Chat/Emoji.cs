using System.Globalization;
using System.Text;
using Teahouse.Protocol;

namespace Teahouse.Server.Chat;

/// <summary>Tells an emoji from other text, by the shape of the sequences of UTS #51; which of them have a picture is the client's to know.</summary>
static class Emoji
{
    const int Keycap = 0x20E3;
    const int Joiner = 0x200D;
    const int AsPicture = 0xFE0F;

    public static bool Is(string text)
    {
        if (text.Length is 0 || text.Length > Limits.EmojiChars || StringInfo.GetNextTextElementLength(text) != text.Length)
        {
            return false;
        }

        var runes = text.EnumerateRunes().ToArray();
        return runes[^1].Value == Keycap
            ? "0123456789#*".Contains((char)runes[0].Value) && runes.Length <= 3 && runes[1..].All(r => r.Value is AsPicture or Keycap)
            : Begins(runes) && runes.All(r => IsPicture(r) || r.Value is Joiner or AsPicture or >= 0xE0020 and <= 0xE007F || r == runes[0]);
    }

    /// <summary>A picture; or a sign such as ‼ or ↔ that is asked for as one.</summary>
    static bool Begins(Rune[] runes) => IsPicture(runes[0])
        || (runes is [var sign, { Value: AsPicture }] && (Rune.IsPunctuation(sign) || Rune.IsSymbol(sign)) && !sign.IsAscii);

    static bool IsPicture(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol || rune.Value is >= 0x1F3FB and <= 0x1F3FF;
}
