namespace Teahouse.Protocol;

/// <summary>
/// One entry of a conversation's log. <c>N</c> is its ordinal among the messages that can be unread; entries that do not count (events,
/// changes, answers in a thread) repeat the ordinal before them.
/// </summary>
/// <param name="ReplyTo">The seq of the message it quotes.</param>
/// <param name="Thread">The seq of the message in whose thread it stands; it then has an ordinal <c>ThreadN</c> there.</param>
/// <param name="InChannel">An answer in a thread that is shown in the conversation too.</param>
/// <param name="Target">The seq of the message that this entry changes.</param>
/// <param name="Rev">The seq of the entry that changed it last; left out while nothing has.</param>
public sealed record Message(
    Guid Id, Guid ConversationId, int Generation, long Seq, long N, Guid SenderId, Content Content, DateTimeOffset SentAt,
    long? ReplyTo = null, long? Thread = null, long? ThreadN = null, bool? InChannel = null, long? Target = null, long? Rev = null,
    DateTimeOffset? EditedAt = null, IReadOnlyList<Reaction>? Reactions = null, Replies? Replies = null, bool? Pinned = null,
    PollState? Poll = null, LinkPreview? Preview = null);

/// <summary>What a page that a message links to says of itself, fetched by the server.</summary>
public sealed record LinkPreview(string Url, string Title, string? Description = null, string? Site = null, MediaItem? Picture = null);

/// <summary>Who answered with an emoji: how many, and the first of them.</summary>
public sealed record Reaction(string Emoji, int Count, IReadOnlyList<Guid> UserIds);

/// <summary>The thread below a message: how many answers, the seq of the last, and some who wrote there.</summary>
public sealed record Replies(long Count, long LastSeq, IReadOnlyList<Guid> UserIds);

/// <summary>The votes for each option of a poll, and how many people voted.</summary>
public sealed record PollState(IReadOnlyList<int> Votes, int Voters, bool Closed);

/// <summary>Names its conversation, or a person: the direct conversation with them, made when there is none.</summary>
public sealed record SendMessage(
    Content Content, Guid? Id = null, Guid? ConversationId = null, Guid? RecipientId = null, long? ReplyTo = null, long? Thread = null,
    bool? InChannel = null);

/// <summary>The message is committed under this <c>Seq</c>.</summary>
public sealed record Sent(Guid Id, Guid ConversationId, int Generation, long Seq, long N, DateTimeOffset SentAt, long? ThreadN = null);

public sealed record ListUnread(int? Limit = null);

public sealed record GetMessage(Guid MessageId);

public sealed record MarkRead(Guid MessageId, bool Read);

/// <summary>
/// <c>AfterSeq</c> answers every entry, changes too; the other places answer the lines that are shown, as they are now. With <c>Thread</c>
/// only the answers in that thread.
/// </summary>
public sealed record ListMessages(
    Guid ConversationId, long? BeforeSeq = null, long? AfterSeq = null, long? AroundSeq = null, int? Limit = null, long? Thread = null);

/// <summary>The entries, and the first and the last seq that they cover: whatever is missing between those is not shown.</summary>
public sealed record MessageList(IReadOnlyList<Message> Messages, long? FromSeq = null, long? ToSeq = null);

public sealed record PutReceipt(Guid ConversationId, long? DeliveredSeq = null, long? ReadSeq = null);

public sealed record Receipt(Guid ConversationId, Guid UserId, long DeliveredSeq, long ReadSeq, long ReadN);

public sealed record Typing(Guid ConversationId);

public sealed record Sync(string? Since = null, int? Limit = null);

public sealed record Synced(IReadOnlyList<Update> Updates, string Cursor, bool More, long Version, bool? FullResync = null);

/// <summary><c>Active</c> is whether somebody looks at this device; left out, it stays as it was, and is true at the beginning.</summary>
public sealed record Watch(IReadOnlyList<Guid> ConversationIds, bool? Active = null);

/// <summary>Whether somebody is online, and since when not, as far as they show it.</summary>
public sealed record Presence(Guid UserId, bool Online, DateTimeOffset? LastSeenAt = null);

/// <summary>The other members' presence; as the answer to a watch also the last seq of each conversation.</summary>
public sealed record PresenceList(IReadOnlyList<Presence> Presence, IReadOnlyDictionary<Guid, long>? Tails = null);
