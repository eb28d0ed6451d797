using System.Text.Json;
using System.Text.Json.Serialization;
using Teahouse.Protocol;

namespace Teahouse.Server.Chat;

/// <summary>An entry as the log holds it; its content is the JSON that was stored.</summary>
sealed record LogRow(
    Guid ConversationId, int Generation, long Seq, long N, Guid Id, Guid SenderId, DateTimeOffset SentAt, byte[] Content)
{
    public long? ReplyTo { get; init; }
    public long? Thread { get; init; }
    public long? ThreadN { get; init; }
    public bool InChannel { get; init; }

    /// <summary>The seq of the message that this entry changes.</summary>
    public long? Target { get; init; }

    /// <summary>The seq of the entry that changed this message last.</summary>
    public long? Rev { get; init; }

    /// <summary>What has become of it since it was written; null while nothing has.</summary>
    public RowState? State { get; init; }

    /// <summary>Stands in the conversation's own line: no change, and no answer that is only in a thread.</summary>
    public bool IsShown => Target is null && (Thread is null || InChannel);

    /// <summary>Nothing but its columns: what goes into the log by the shortest way.</summary>
    public bool IsPlain => ReplyTo is null && Thread is null && Target is null && State is null;

    public Content ReadContent() => JsonSerializer.Deserialize(Content, Wire.Json.Content)!;

    /// <summary>As it is on the wire. A change shows what it changed, which the caller has read.</summary>
    public Message ToMessage(LogRow? changed = null) =>
        new(Id, ConversationId, Generation, Seq, N, SenderId, Target is null ? ReadContent() : new ChangeContent(changed?.ToMessage()), SentAt,
            ReplyTo, Thread, ThreadN, InChannel ? true : null, Target, Rev, State?.EditedAt, State?.Reactions, State?.Replies,
            State?.Pinned, State?.Poll, State?.Preview);

    public Sent ToSent() => new(Id, ConversationId, Generation, Seq, N, SentAt, ThreadN);
}

/// <summary>What has become of a message since it was written.</summary>
/// <param name="Digest">SHA-256 of the content that was sent, once another stands in its place: a repeated send is known by it.</param>
/// <param name="Bare">Its preview was taken off: it gets none any more.</param>
sealed record RowState(
    DateTimeOffset? EditedAt = null, IReadOnlyList<Reaction>? Reactions = null, Replies? Replies = null, bool? Pinned = null,
    PollState? Poll = null, byte[]? Digest = null, LinkPreview? Preview = null, bool? Bare = null)
{
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, RowStateJson.Default.RowState);

    public static RowState? Read(byte[] stored) => JsonSerializer.Deserialize(stored, RowStateJson.Default.RowState);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RowState))]
sealed partial class RowStateJson : JsonSerializerContext;
