using Teahouse.Platform.Fetch;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Media;

/// <summary>
/// What a page says of itself: by Open Graph (ogp.me), by the cards of Twitter, or by its title and description. The address that it says it
/// has is nobody's word but its own, and is not asked for.
/// </summary>
/// <param name="Picture">Where its picture is.</param>
sealed record PageCard(string Title, string? Description, string? Site, Uri? Picture)
{
    const string TitleTag = "<title>";

    /// <summary>Null when it says nothing that can be shown.</summary>
    public static PageCard? Read(Fetched page)
    {
        var said = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var tag in HeadTags.In(PageText.Decode(page.Content, page.Charset)))
        {
            var (key, value) = tag.Name switch
            {
                "title" => (TitleTag, tag.Text),
                "meta" => (Of(tag, "property") ?? Of(tag, "name"), Of(tag, "content")),
                _ => (Of(tag, "rel"), Of(tag, "href")),
            };
            if (key is not null && !string.IsNullOrWhiteSpace(value))
            {
                said.TryAdd(key.Trim(), value);
            }
        }

        return Text(said, Limits.PreviewTitleChars, "og:title", "twitter:title", TitleTag) is { } title
            ? new(title, Text(said, Limits.PreviewDescriptionChars, "og:description", "twitter:description", "description"),
                Text(said, Limits.NameChars, "og:site_name"),
                First(said, at => PictureAt(at.Trim(), page.Address),
                    "og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "image_src"))
            : null;
    }

    // Of a page over TLS nobody on the way sees, or swaps, the picture.
    static Uri? PictureAt(string text, Uri page) => text.Length > Limits.UrlChars || WebAddress.Read(text, page) is not { } found ? null
        : page.Scheme == Uri.UriSchemeHttps && found is { Scheme: "http", IsDefaultPort: true }
            ? new UriBuilder(found) { Scheme = page.Scheme, Port = -1 }.Uri : found;

    static string? Of(HeadTag tag, string attribute) => tag.Attributes.GetValueOrDefault(attribute);

    static string? Text(Dictionary<string, string> said, int maxChars, params ReadOnlySpan<string> keys) =>
        First(said, text => PlainText.Tame(text, maxChars), keys);

    static T? First<T>(Dictionary<string, string> said, Func<string, T?> read, params ReadOnlySpan<string> keys)
        where T : class
    {
        foreach (var key in keys)
        {
            if (said.TryGetValue(key, out var value) && read(value) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
