using Npgsql;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Contacts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Somebody whom messages of a conversation may be told.</summary>
/// <param name="User">Who.</param>
/// <param name="Conversation">Which.</param>
/// <param name="FirstSeq">The first of these messages, and the last.</param>
/// <param name="LastSeq">See there.</param>
public readonly record struct Addressee(Guid User, Guid Conversation, long FirstSeq, long LastSeq);

/// <summary>What somebody is told of a conversation.</summary>
/// <param name="Title">What the conversation is called for them.</param>
/// <param name="Sender">Who wrote the last message, where the title does not say it.</param>
/// <param name="What">What it is: the type of its content, of files their kind.</param>
/// <param name="Text">What it says, in one line; null when it says nothing.</param>
/// <param name="Seq">Its place.</param>
/// <param name="SentAt">When it was written.</param>
/// <param name="Count">How many messages they have not read, as far as they are to be told of them.</param>
/// <param name="Mentioned">One of them mentions them.</param>
/// <param name="Direct">Nobody else was meant.</param>
public sealed record Notice(
    string Title, string? Sender, string What, string? Text, long Seq, DateTimeOffset SentAt, int Count, bool Mentioned, bool Direct);

/// <summary>Whom messages are worth telling who is not looking, and what is worth telling of them.</summary>
public sealed class Notices
{
    // Of more than that nobody counts.
    const int MostUnread = 100;

    readonly NpgsqlDataSource _database;
    readonly IMessageLog _log;
    readonly Hiding _hiding;
    readonly Preferring _preferring;
    readonly Relations _relations;
    readonly People _people;
    readonly TimeProvider _time;

    internal Notices(
        NpgsqlDataSource database, IMessageLog log, Hiding hiding, Preferring preferring, Relations relations, People people, TimeProvider time) =>
        (_database, _log, _hiding, _preferring, _relations, _people, _time) = (database, log, hiding, preferring, relations, people, time);

    /// <summary>Those whom these messages may be told: members, but for who wrote them, who want to hear of the conversation.</summary>
    /// <param name="ranges">Where the messages are.</param>
    /// <param name="since">Older ones are told to nobody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(
        IReadOnlyList<PostedRange> ranges, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var places = ranges.SelectMany(r => Enumerable.Range(0, (int)(r.LastSeq - r.FirstSeq + 1)).Select(i => (r.ConversationId, Seq: r.FirstSeq + i)))
            .Distinct().ToArray();
        var rows = (await _log.AtAsync([.. places.Select(p => p.ConversationId)], [.. places.Select(p => p.Seq)], cancellationToken))
            .FindAll(r => Messages.IsLiving(r) && r.SentAt >= since);
        var said = rows.GroupBy(r => r.ConversationId).Select(g => (Id: g.Key, First: g.Min(r => r.Seq), Last: g.Max(r => r.Seq))).ToArray();
        var writers = rows.ToLookup(r => r.ConversationId, r => r.SenderId);
        var found = said.Length == 0 ? [] : await _database.Command(
                ChatSql.Addressees, said.Select(s => s.Id).ToArray(), said.Select(s => s.First).ToArray(), said.Select(s => s.Last).ToArray(),
                _time.GetUtcNow())
            .ListAsync(row => new Addressee(row.GetGuid(0), row.GetGuid(1), row.GetInt64(2), row.GetInt64(3)), cancellationToken);
        return found.FindAll(a => writers[a.Conversation].Any(writer => writer != a.User));
    }

    /// <summary>What there is to tell somebody of a conversation from a seq on, as everything is now; null when there is nothing any more.</summary>
    public async Task<Notice?> LookAsync(Guid user, Guid conversation, long from, CancellationToken cancellationToken)
    {
        var state = (await ConversationRows.ReadAsync(_database, [conversation], user, null, cancellationToken)).FirstOrDefault();
        var wanted = (await _preferring.OfAsync(user, [conversation], cancellationToken)).GetValueOrDefault(conversation) ?? new(0);
        if (state?.Find(user) is not { } member || wanted.Hidden || wanted.Level == "none" || wanted.MutedUntil > _time.GetUtcNow())
        {
            return null;
        }

        var unread = await _log.AfterAsync(conversation, Math.Max(member.ReadSeq, member.VisibleFrom - 1), MostUnread, cancellationToken);
        if (unread.Count == MostUnread)
        {
            // The latest of so many are beyond the page.
            unread.AddRange(await _log.AfterAsync(conversation, Math.Max(from, unread[^1].Seq + 1) - 1, MostUnread, cancellationToken));
        }

        var told = await ToldAsync(user, wanted, unread.FindAll(r => Messages.IsLiving(r) && r.SenderId != user), cancellationToken);
        return told is [.., var last] && last.Seq >= from ? await DescribeAsync(state, user, told, cancellationToken) : null;
    }

    /// <summary>How many messages somebody has not read, in all conversations that call them.</summary>
    public async Task<long> UnreadAsync(Guid user, CancellationToken cancellationToken) =>
        (await _database.Command(ChatSql.CountUnread, user, _time.GetUtcNow()).ListAsync(row => row.GetInt64(0), cancellationToken))[0];

    async Task<List<LogRow>> ToldAsync(Guid user, Preferences wanted, List<LogRow> rows, CancellationToken cancellationToken)
    {
        rows = await _hiding.ShownToAsync(user, rows, cancellationToken);
        var senders = rows.Select(r => r.SenderId).Distinct().ToArray();
        var takings = await _relations.TakingAsync([.. senders.Select(s => (s, user))], cancellationToken);
        var refused = senders.Where((_, i) => takings[i] == Taking.Nothing).ToHashSet();
        var followed = await FollowedAsync(user, rows, cancellationToken);
        return rows.FindAll(r => !refused.Contains(r.SenderId)
            && (IsMentioned(r, user) || (wanted.Level == "all" && (r.IsShown || followed.Contains(r.Thread!.Value)))));
    }

    // An answer in a thread is told to those who follow it.
    async Task<HashSet<long>> FollowedAsync(Guid user, List<LogRow> rows, CancellationToken cancellationToken)
    {
        var answers = rows.FindAll(r => !r.IsShown);
        return answers.Count == 0 ? [] :
        [
            .. await _database.Command(ChatSql.FollowedOf, answers.Select(r => r.ConversationId).ToArray(),
                answers.Select(r => r.Thread!.Value).ToArray(), answers.Select(_ => user).ToArray())
                .ListAsync(row => row.GetInt64(1), cancellationToken),
        ];
    }

    async Task<Notice> DescribeAsync(ConversationState state, Guid user, List<LogRow> told, CancellationToken cancellationToken)
    {
        var last = told[^1];
        var content = last.ReadContent();
        var named = Mentions.Of(content).Users;
        var names = (await _people.SeenByAsync(user, [last.SenderId, .. named], cancellationToken)).ToDictionary(u => u.Id, u => u.DisplayName);
        var sender = names.GetValueOrDefault(last.SenderId) ?? "";
        var what = content switch
        {
            MediaContent { Items: [var item, ..] } => item.Kind,
            StickerContent => "sticker",
            ContactContent => "contact",
            LocationContent => "location",
            PollContent => "poll",
            ForwardContent => "forward",
            _ => "text",
        };
        return new(
            state.IsDirect ? sender : state.Info.Name ?? sender, state.IsDirect || state.Info.Name is null ? null : sender, what,
            Words(content, names), last.Seq, last.SentAt, told.Count, told.Exists(r => IsMentioned(r, user)),
            state.IsDirect);
    }

    static string? Words(Content content, Dictionary<Guid, string> names)
    {
        var text = content switch
        {
            TextContent { Text: var said } => said,
            MediaContent { Text: { } caption } => caption,
            PollContent { Question: var question } => question,
            LocationContent { Name: { } place } => place,
            _ => null,
        };
        return text is null ? null : PlainText.Tame(Mentions.Named(text, names), Limits.PushPreviewChars);
    }

    static bool IsMentioned(LogRow row, Guid user)
    {
        var mentions = Mentions.Of(row.ReadContent());
        return mentions.All || mentions.Users.Contains(user);
    }
}
