using System.Text.RegularExpressions;
using Teahouse.Platform.Fetch;
using Teahouse.Protocol;

namespace Teahouse.Server.Chat;

/// <summary>
/// The page that a message links to: the first address in its words, by the Markdown of docs/protocol.md. What stands in code is none, nor is
/// <c>&lt;https://…&gt;</c>, by which a sender says that they want no preview.
/// </summary>
static partial class FirstLink
{
    const string Fence = "```";

    public static string? In(Content content) => content switch
    {
        TextContent text => In(text.Text),
        MediaContent { Text: { } words } => In(words),
        _ => null,
    };

    /// <summary>The address as it was written; null when there is none. Most texts are looked at once, and by nothing else.</summary>
    public static string? In(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            return null;
        }

        var lines = text.Split('\n');
        var lastFence = Array.FindLastIndex(lines, line => Unquoted(line).Trim() is Fence);
        for (var i = 0; i < lines.Length; i++)
        {
            if (i < lastFence && OpensCode().IsMatch(Unquoted(lines[i])))
            {
                i = Array.FindIndex(lines, i + 1, line => Unquoted(line).Trim() is Fence);
            }
            else if (InLine(lines[i]) is { } link)
            {
                return link;
            }
        }

        return null;
    }

    static string? InLine(string line)
    {
        for (var at = line.AsSpan().IndexOfAny('`', 'h', 'H'); at >= 0;)
        {
            var (link, end) = line[at] == '`' ? (null, SkipCode(line, at)) : Take(line, at);
            if (link is not null)
            {
                return link;
            }

            var next = line.AsSpan(end).IndexOfAny('`', 'h', 'H');
            at = next < 0 ? -1 : end + next;
        }

        return null;
    }

    // Where code ends that begins here, or where looking goes on when none does.
    static int SkipCode(string line, int at)
    {
        var ticks = line.AsSpan(at).IndexOfAnyExcept('`') is var count and >= 0 ? count : line.Length - at;
        var inner = line.AsSpan(at + ticks);
        var end = ticks > Fence.Length ? -1 : inner.IndexOf(line.AsSpan(at, ticks));
        return at + ticks + (end > 0 ? end + ticks : 0);
    }

    static (string? Link, int End) Take(string line, int at)
    {
        if (Address().Match(line, at) is not { Success: true } match)
        {
            return (null, at + 1);
        }

        // The address of [words](address) ends with the bracket.
        var found = match.ValueSpan;
        var named = at > 1 && line.AsSpan(at - 2, 2) is "](" ? found.IndexOf(')') : -1;
        found = Trimmed(named < 0 ? found : found[..named]);
        var end = at + found.Length;
        var quiet = at > 0 && line[at - 1] == '<' && end < line.Length && line[end] == '>';
        return (!quiet && found.Length <= Limits.UrlChars && WebAddress.Read(found.ToString()) is not null ? found.ToString() : null, end);
    }

    // Without the punctuation of the sentence around it; a closing bracket belongs to it only with its opening one.
    static ReadOnlySpan<char> Trimmed(ReadOnlySpan<char> found)
    {
        var opens = found.Contains('(');
        while (found is [.., var last] && (".,!?;:]}*_~".Contains(last) || (last == ')' && !opens)))
        {
            found = found[..^1];
        }

        return found;
    }

    static ReadOnlySpan<char> Unquoted(string line) => line.AsSpan().TrimStart("> ");

    [GeneratedRegex(@"^```[\w+#.-]*\s*$")]
    private static partial Regex OpensCode();

    [GeneratedRegex("""\Ghttps?://[^\s<>"'`，。！？、；：（）「」『』《》【】]+""", RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
