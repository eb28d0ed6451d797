using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Teahouse.Server.Media;

/// <summary>The text of a page, whatever it is written in.</summary>
static partial class PageText
{
    // Where a page says itself what it is written in (WHATWG HTML, prescan a byte stream).
    const int Prescan = 1024;

    // Nothing with states, in which the same bytes can hide other letters, and no UTF-7.
    static readonly string[] Families = ["windows-", "iso-8859-", "gb", "big5", "shift_jis", "euc-", "ks_c_5601", "koi8-"];

    /// <param name="content">Its bytes, perhaps cut.</param>
    /// <param name="told">What the server that it comes from says that it is written in.</param>
    public static string Decode(ReadOnlySpan<byte> content, string? told) => content switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8.GetString(content[3..]),
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(content[2..]),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(content[2..]),
        _ => (Find(told) ?? Own(content) ?? Guess(content)).GetString(content),
    };

    static Encoding? Own(ReadOnlySpan<byte> content)
    {
        var said = Charset().Match(Encoding.Latin1.GetString(content[..Math.Min(content.Length, Prescan)])).Groups[1].Value;

        // Who can read that cannot be reading UTF-16.
        return said.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8 : Find(said);
    }

    // A cut may go through a letter.
    static Encoding Guess(ReadOnlySpan<byte> content) =>
        Utf8.IsValid(content[..(content.LastIndexOfAnyInRange((byte)0, (byte)0x7F) + 1)]) ? Encoding.UTF8 : Find("windows-1252")!;

    static Encoding? Find(string? label)
    {
        var name = label?.Trim('"', '\'', ' ').ToLowerInvariant() ?? "";
        return name switch
        {
            "utf-8" or "utf8" => Encoding.UTF8,
            "utf-16" or "utf-16le" => Encoding.Unicode,
            "utf-16be" => Encoding.BigEndianUnicode,
            "iso-8859-1" or "latin1" or "us-ascii" or "ascii" => Find("windows-1252"),
            _ when Array.Exists(Families, family => name.StartsWith(family, StringComparison.Ordinal)) =>
                CodePagesEncodingProvider.Instance.GetEncoding(name),
            _ => null,
        };
    }

    [GeneratedRegex("""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{1,40})""", RegexOptions.IgnoreCase)]
    private static partial Regex Charset();
}
