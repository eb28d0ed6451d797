using System.Net;

namespace Teahouse.Server.Media;

/// <summary>One tag of the head of a page: the title with what stands in it, or a meta or link with its attributes.</summary>
sealed record HeadTag(string Name, string Text, IReadOnlyDictionary<string, string> Attributes);

/// <summary>
/// Reads the tags of a page's head that say what it is, in one pass that ends with the head. No tree is built, so that nesting costs nothing:
/// a parser that builds one can be kept busy for a minute, or be made to overflow its stack, by half a MB of open tags.
/// </summary>
struct HeadTags(string html)
{
    // More than any page has that means well.
    const int MostTags = 1000;
    const int MostAttributes = 20;

    static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    int _at;

    public static List<HeadTag> In(string html)
    {
        var (reader, found) = (new HeadTags(html), new List<HeadTag>());
        while (found.Count < MostTags && reader.Next(found))
        {
        }

        return found;
    }

    // Reads up to behind the next tag; false at the end of the head.
    bool Next(List<HeadTag> found)
    {
        _at = html.IndexOf('<', _at);
        if (_at < 0 || _at + 1 >= html.Length)
        {
            return false;
        }

        _at++;
        if (!char.IsAsciiLetter(html[_at]))
        {
            // A comment ends with -->, also when those are its own hyphens; what else is no tag ends with >.
            return html.AsSpan(_at).StartsWith("!--") ? SkipPast("-->", _at + 1)
                : html[_at] is not ('!' or '/' or '?') || SkipPast(">", _at);
        }

        var name = Word(">/").ToLowerInvariant();
        var attributes = ReadAttributes(name is "meta" or "link");
        switch (name)
        {
            case "body":
                return false;
            case "meta" or "link":
                found.Add(new(name, "", attributes));
                return true;
            case "title":
                var start = _at;
                var ends = SkipPast("</title", _at);
                found.Add(new(name, WebUtility.HtmlDecode(ends ? html[start..(_at - "</title".Length)] : html[start..]), None));
                return ends;
            default:
                return name is not ("script" or "style" or "textarea" or "template" or "svg") || SkipPast("</" + name, _at);
        }
    }

    IReadOnlyDictionary<string, string> ReadAttributes(bool keep)
    {
        Dictionary<string, string>? attributes = null;
        while (SkipSpace("/") && html[_at] != '>')
        {
            var name = Word("=>/", first: 1);
            var value = SkipSpace("") && html[_at] == '=' ? Value() : "";
            if (keep && attributes is not { Count: MostAttributes })
            {
                attributes ??= new(StringComparer.OrdinalIgnoreCase);
                attributes.TryAdd(name, WebUtility.HtmlDecode(value));
            }
        }

        _at = Math.Min(_at + 1, html.Length);
        return attributes ?? None;
    }

    string Value()
    {
        _at++;
        if (!SkipSpace("") || html[_at] is not ('"' or '\''))
        {
            return Word(">");
        }

        var start = ++_at;
        var end = html.IndexOf(html[start - 1], start);
        _at = end < 0 ? html.Length : end + 1;
        return html[start..(end < 0 ? html.Length : end)];
    }

    // What stands before the next space or one of the ends, of which as many characters as are told are not asked.
    string Word(string ends, int first = 0)
    {
        var start = _at;
        for (_at = Math.Min(_at + first, html.Length); _at < html.Length && !IsSpace(html[_at]) && !ends.Contains(html[_at]); _at++)
        {
        }

        return html[start.._at];
    }

    // Whether there is anything behind it.
    bool SkipSpace(string besides)
    {
        while (_at < html.Length && (IsSpace(html[_at]) || besides.Contains(html[_at])))
        {
            _at++;
        }

        return _at < html.Length;
    }

    bool SkipPast(string end, int from)
    {
        var at = from < html.Length ? html.IndexOf(end, from, StringComparison.OrdinalIgnoreCase) : -1;
        _at = at < 0 ? html.Length : at + end.Length;
        return at >= 0;
    }

    static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\f' or '\r';
}
