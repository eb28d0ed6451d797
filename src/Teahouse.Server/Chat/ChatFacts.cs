using System.Text.Json.Serialization;
using Teahouse.Platform.Facts;
using Teahouse.Protocol;

namespace Teahouse.Server.Chat;

/// <summary>What has happened in conversations.</summary>
public static class ChatFacts
{
    /// <summary>Messages were posted. They are in the log; this says where.</summary>
    public static FactType<MessagesPosted> Posted { get; } = new("chat.messages_posted", ChatJson.Default.MessagesPosted);

    /// <summary>A message was posted that links to a page, or changed into one.</summary>
    public static FactType<LinkPosted> LinkPosted { get; } = new("chat.link_posted", ChatJson.Default.LinkPosted);
}

/// <summary>The messages that one transaction posted.</summary>
public sealed record MessagesPosted(IReadOnlyList<PostedRange> Ranges);

/// <summary>Messages of one conversation, the first and the last among them.</summary>
public sealed record PostedRange(Guid ConversationId, long FirstSeq, long LastSeq);

/// <summary>The place of a message that links to a page.</summary>
public sealed record LinkPosted(Guid ConversationId, long Seq);

/// <summary>What a page says of itself, for a message that links to it so.</summary>
sealed record PutPreview(Guid ConversationId, long Seq, string Link, LinkPreview Preview);

sealed record ConversationIds(IReadOnlyList<Guid> Ids);

sealed record OpenDirect(Guid One, Guid Other);

/// <summary>A conversation of many as it is to be opened, by its creator.</summary>
sealed record CreateAt(Guid Id, string Kind, Info Info, IReadOnlyList<Guid> MemberIds);

/// <summary>Somebody comes into a conversation by a door that is open to them.</summary>
sealed record Enter(Guid ConversationId, Guid UserId, Entrance How, string? Role = null, Guid? InvitedBy = null);

/// <summary>Somebody's place in a channel is to follow from their workspace.</summary>
sealed record Fit(Guid ConversationId, Guid UserId);

sealed record TailsRequest(IReadOnlyList<Guid> ConversationIds);

sealed record Tails([property: JsonPropertyName("tails")] IReadOnlyDictionary<Guid, long> BySeq);

sealed record Watched(Guid ConversationId, long LastSeq);

sealed record WatchedPerson(Guid UserId, bool ShowsLastSeen, DateTimeOffset? LastSeenAt);

sealed record WatchedList(IReadOnlyList<Watched> Conversations, IReadOnlyList<WatchedPerson> People);

sealed record CursorAnswer(string Cursor);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RoomList))]
[JsonSerializable(typeof(MessagesPosted))]
[JsonSerializable(typeof(LinkPosted))]
[JsonSerializable(typeof(PutPreview))]
[JsonSerializable(typeof(ConversationIds))]
[JsonSerializable(typeof(OpenDirect))]
[JsonSerializable(typeof(TailsRequest))]
[JsonSerializable(typeof(Tails))]
[JsonSerializable(typeof(WatchedList))]
[JsonSerializable(typeof(CursorAnswer))]
[JsonSerializable(typeof(Info))]
[JsonSerializable(typeof(CreateAt))]
[JsonSerializable(typeof(Enter))]
[JsonSerializable(typeof(Fit))]
sealed partial class ChatJson : JsonSerializerContext;
