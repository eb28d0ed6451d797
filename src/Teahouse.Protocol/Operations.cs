namespace Teahouse.Protocol;

public sealed record EditMessage(Guid ConversationId, long Seq, Content Content);

/// <summary>A message of a conversation, by its place.</summary>
public sealed record MessagePlace(Guid ConversationId, long Seq);

public sealed record Edit(Content Content, DateTimeOffset WrittenAt);

/// <summary>What a message said before, oldest first.</summary>
public sealed record EditList(IReadOnlyList<Edit> Edits);

public sealed record React(Guid ConversationId, long Seq, string Emoji);

/// <summary>Who reacted with what; with <c>Emoji</c> only with that.</summary>
public sealed record ListReactions(Guid ConversationId, long Seq, string? Emoji = null, string? Cursor = null, int? Limit = null);

public sealed record ReactionList(IReadOnlyList<ReactedBy> Reactions, IReadOnlyList<User> Users, string? NextCursor = null);

public sealed record ReactedBy(string Emoji, Guid UserId);

/// <summary>Indexes of the options, from 0; none takes the vote back.</summary>
public sealed record Vote(Guid ConversationId, long Seq, IReadOnlyList<int> Options);

public sealed record Ballot(Guid UserId, IReadOnlyList<int> Options);

public sealed record BallotList(IReadOnlyList<Ballot> Ballots, IReadOnlyList<User> Users);

public sealed record MoveLocation(
    Guid ConversationId, long Seq, double? Latitude = null, double? Longitude = null, double? Accuracy = null, bool? Stop = null);

/// <summary>Copies messages into a conversation: one after the other, or as one with a title.</summary>
public sealed record Forward(
    Guid ConversationId, Guid FromConversationId, IReadOnlyList<long> Seqs, bool? Together = null, string? Title = null, Guid? Id = null);

public sealed record ForwardedAs(IReadOnlyList<Sent> Sent);

/// <summary>Hides what was written up to a seq, for oneself alone.</summary>
public sealed record ClearHistory(Guid ConversationId, long UntilSeq);

public sealed record ListPlaces(string? Cursor = null, int? Limit = null);

public sealed record ListPins(Guid ConversationId);

/// <summary>Messages of several conversations, newest first.</summary>
public sealed record FoundMessages(
    IReadOnlyList<Message> Messages, IReadOnlyList<User> Users, string? NextCursor = null);

/// <summary>
/// Who has read a message, and who has received it and not read it (or does not say so), others than its sender: up to 200 of each, and how
/// many they are. <c>Members</c> says how many of those who were there when it was sent still are.
/// </summary>
public sealed record ReceiptList(
    IReadOnlyList<Guid> ReadBy, IReadOnlyList<Guid> DeliveredTo, int Members, IReadOnlyList<User> Users, int Read, int Delivered);

public sealed record FollowThread(Guid ConversationId, long Seq, bool Following);

public sealed record ReadThread(Guid ConversationId, long Seq, long ReadN);

/// <summary>A thread that one follows: the message it hangs on and how far one has read; <c>Count - ReadN</c> are unread.</summary>
public sealed record ThreadPlace(
    Guid ConversationId, long Seq, long ReadN, long Count, long LastSeq, bool Following, Message? Root = null);

public sealed record ThreadList(IReadOnlyList<ThreadPlace> Threads, IReadOnlyList<User> Users, string? NextCursor = null);

public sealed record ScheduleMessage(
    Guid ConversationId, Content Content, DateTimeOffset SendAt, Guid? Id = null, long? ReplyTo = null, long? Thread = null);

/// <summary>A message that waits. <c>Refused</c> is the code why it could not be sent when its time came.</summary>
public sealed record Scheduled(
    Guid Id, Guid ConversationId, Content Content, DateTimeOffset SendAt, long? ReplyTo = null, long? Thread = null,
    string? Refused = null);

public sealed record ScheduledList(IReadOnlyList<Scheduled> Scheduled);

public sealed record CancelScheduled(Guid ScheduledId);
