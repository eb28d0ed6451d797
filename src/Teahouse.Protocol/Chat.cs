using System.Text.Json.Serialization;

namespace Teahouse.Protocol;

/// <summary>What a message says.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(TextContent), "text")]
public abstract record Content;

public sealed record TextContent(string Text) : Content;

/// <summary>A message that is stored. <c>N</c> is its ordinal among the messages that can be unread.</summary>
public sealed record Message(
    Guid Id, Guid ConversationId, int Generation, long Seq, long N, Guid SenderId, Content Content, DateTimeOffset SentAt);

/// <summary>How far one member has come; every number only grows.</summary>
public sealed record Member(Guid UserId, long DeliveredSeq, long ReadSeq, long ReadN);

/// <summary>A conversation as one of its members sees it.</summary>
public sealed record Conversation(
    Guid Id, string Kind, int Generation, IReadOnlyList<Member> Members, long LastSeq, long LastN, long Unread,
    DateTimeOffset CreatedAt, Message? LastMessage = null);

public sealed record CreateConversation(string Kind, IReadOnlyList<Guid> MemberIds);

public sealed record GetConversation(Guid ConversationId);

public sealed record ListConversations(int? Limit = null, string? Cursor = null);

public sealed record ConversationList(
    IReadOnlyList<Conversation> Conversations, IReadOnlyList<User> Users, string? NextCursor = null);

/// <summary>Names its conversation, or a person: the direct conversation with them, made when there is none.</summary>
public sealed record SendMessage(Content Content, Guid? Id = null, Guid? ConversationId = null, Guid? RecipientId = null);

/// <summary>The message is committed under this <c>Seq</c>.</summary>
public sealed record Sent(Guid Id, Guid ConversationId, int Generation, long Seq, long N, DateTimeOffset SentAt);

public sealed record ListUnread(int? Limit = null);

public sealed record GetMessage(Guid MessageId);

public sealed record MarkRead(Guid MessageId, bool Read);

public sealed record ListMessages(
    Guid ConversationId, long? BeforeSeq = null, long? AfterSeq = null, long? AroundSeq = null, int? Limit = null);

public sealed record MessageList(IReadOnlyList<Message> Messages);

public sealed record PutReceipt(Guid ConversationId, long? DeliveredSeq = null, long? ReadSeq = null);

public sealed record Receipt(Guid ConversationId, Guid UserId, long DeliveredSeq, long ReadSeq, long ReadN);

public sealed record Typing(Guid ConversationId);

public sealed record Sync(string? Since = null, int? Limit = null);

public sealed record Synced(IReadOnlyList<Update> Updates, string Cursor, bool More, long Version, bool? FullResync = null);

public sealed record Watch(IReadOnlyList<Guid> ConversationIds);

public sealed record Presence(Guid UserId, bool Online);

public sealed record PresenceList(IReadOnlyList<Presence> Presence);
