using System.Text.Json.Serialization;

namespace Teahouse.Protocol;

/// <summary>What is pushed to a device and what sync answers. Applying one twice, or late, changes nothing.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "op", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(MessageUpdate), "message")]
[JsonDerivedType(typeof(ReceiptUpdate), "receipt")]
[JsonDerivedType(typeof(ConversationUpdate), "conversation")]
[JsonDerivedType(typeof(ActivityUpdate), "activity")]
[JsonDerivedType(typeof(MembersUpdate), "members")]
[JsonDerivedType(typeof(LeftUpdate), "left")]
[JsonDerivedType(typeof(PreferencesUpdate), "preferences")]
[JsonDerivedType(typeof(HiddenUpdate), "hidden")]
[JsonDerivedType(typeof(ThreadUpdate), "thread")]
[JsonDerivedType(typeof(UserUpdate), "user")]
[JsonDerivedType(typeof(ChangedUpdate), "changed")]
[JsonDerivedType(typeof(TypingUpdate), "typing")]
[JsonDerivedType(typeof(PresenceUpdate), "presence")]
public abstract record Update
{
    /// <summary>Where to resume from once this has arrived; left out in a sync answer, which has its own.</summary>
    public string? Cursor { get; init; }
}

public sealed record MessageUpdate(Message Message) : Update;

public sealed record ReceiptUpdate(Guid ConversationId, Guid UserId, long DeliveredSeq, long ReadSeq, long ReadN) : Update;

public sealed record ConversationUpdate(Conversation Conversation) : Update;

/// <summary>In place of messages, for a conversation that is not open: how far it has come. At most one a second for each.</summary>
public sealed record ActivityUpdate(Guid ConversationId, long LastSeq, long LastN) : Update;

/// <summary>Its info or members changed with the entry at <c>Rev</c>; an older one than is known is ignored.</summary>
public sealed record MembersUpdate(
    Guid ConversationId, long Rev, int MemberCount, Info? Info = null, IReadOnlyList<Member>? Changed = null,
    IReadOnlyList<Guid>? Left = null, long? ExpiredSeq = null) : Update;

/// <summary>One is no longer a member, since the entry at <c>Seq</c>: what one has of it ends there.</summary>
public sealed record LeftUpdate(Guid ConversationId, long Seq) : Update;

public sealed record PreferencesUpdate(Guid ConversationId, Preferences Preferences) : Update;

/// <summary>Deleted for oneself: these messages, or all up to a seq.</summary>
public sealed record HiddenUpdate(Guid ConversationId, IReadOnlyList<long>? Seqs = null, long? UntilSeq = null) : Update;

/// <summary>One's own place in a thread moved.</summary>
public sealed record ThreadUpdate(ThreadPlace Thread) : Update;

public sealed record UserUpdate(User User) : Update;

public sealed record ChangedUpdate(long Version) : Update;

public sealed record TypingUpdate(Guid ConversationId, Guid UserId) : Update;

public sealed record PresenceUpdate(Guid UserId, bool Online, DateTimeOffset? LastSeenAt = null) : Update;
