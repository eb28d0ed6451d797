using System.Text.Json;
using Teahouse.Protocol;

namespace Teahouse.Server.Chat;

/// <summary>A message as the log holds it; its content is the JSON that was stored.</summary>
sealed record LogRow(
    Guid ConversationId, int Generation, long Seq, long N, Guid Id, Guid SenderId, DateTimeOffset SentAt, byte[] Content)
{
    public Message ToMessage() =>
        new(Id, ConversationId, Generation, Seq, N, SenderId, JsonSerializer.Deserialize(Content, Wire.Json.Content)!, SentAt);

    public Sent ToSent() => new(Id, ConversationId, Generation, Seq, N, SentAt);
}
