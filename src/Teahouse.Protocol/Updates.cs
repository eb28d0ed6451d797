using System.Text.Json.Serialization;

namespace Teahouse.Protocol;

/// <summary>What is pushed to a device and what sync answers. Applying one twice, or late, changes nothing.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "op", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(MessageUpdate), "message")]
[JsonDerivedType(typeof(ReceiptUpdate), "receipt")]
[JsonDerivedType(typeof(ConversationUpdate), "conversation")]
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

public sealed record UserUpdate(User User) : Update;

public sealed record ChangedUpdate(long Version) : Update;

public sealed record TypingUpdate(Guid ConversationId, Guid UserId) : Update;

public sealed record PresenceUpdate(Guid UserId, bool Online) : Update;
