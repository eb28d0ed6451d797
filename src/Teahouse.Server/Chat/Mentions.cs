using Teahouse.Protocol;

namespace Teahouse.Server.Chat;

/// <summary>Whom a text mentions: <c>&lt;@UUID&gt;</c> a person, <c>&lt;!all&gt;</c> and <c>&lt;!here&gt;</c> everybody.</summary>
sealed record Mentions(IReadOnlyCollection<Guid> Users, bool All)
{
    public static Mentions None { get; } = new([], false);

    /// <summary>Whom somebody mentions with what they say, in words or in those to their files.</summary>
    public static Mentions Of(Content content) => content switch
    {
        TextContent text => In(text.Text),
        MediaContent { Text: { } caption } => In(caption),
        _ => None,
    };

    public static Mentions In(string text)
    {
        var all = text.Contains("<!all>", StringComparison.Ordinal) || text.Contains("<!here>", StringComparison.Ordinal);
        var users = new HashSet<Guid>();
        for (var at = text.IndexOf("<@", StringComparison.Ordinal); at >= 0; at = text.IndexOf("<@", at + 2, StringComparison.Ordinal))
        {
            var rest = text.AsSpan(at + 2);
            if (rest.Length > 36 && rest[36] == '>' && Guid.TryParseExact(rest[..36], "D", out var user))
            {
                users.Add(user);
            }
        }

        return all || users.Count > 0 ? new(users, all) : None;
    }

    /// <summary>The text with the names of those whom it mentions, for who cannot look them up.</summary>
    public static string Named(string text, IReadOnlyDictionary<Guid, string> names) =>
        names.Aggregate(text, (named, person) => named.Replace($"<@{person.Key}>", $"@{person.Value}", StringComparison.OrdinalIgnoreCase))
            .Replace("<!all>", "@all", StringComparison.Ordinal).Replace("<!here>", "@here", StringComparison.Ordinal);
}
