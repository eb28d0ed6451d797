using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Teahouse.Server.Chat;

namespace Teahouse.Server.Push;

/// <summary>What a service worker is told; it finds the words. See docs/protocol.md.</summary>
/// <param name="Kind">message, or test.</param>
/// <param name="UserId">Whose news it is: a browser may have several users.</param>
/// <param name="Count">Messages of the conversation that call the user and are unread, and unread ones in all conversations.</param>
sealed record Letter(
    string Kind, Guid UserId, Guid? ConversationId = null, long? Seq = null, string? Title = null, string? Sender = null, string? What = null,
    string? Text = null, int? Count = null, long? Unread = null, bool? Mentioned = null, DateTimeOffset? SentAt = null)
{
    public static Letter Test(Guid user) => new("test", user);

    public static Letter About(Guid user, Guid conversation, Notice notice, long unread, bool previews) => new(
        "message", user, conversation, notice.Seq, notice.Title, notice.Sender, notice.What, previews ? notice.Text : null, notice.Count,
        Math.Max(unread, notice.Count), notice.Mentioned ? true : null, notice.SentAt);

    // A Chinese character is 3 bytes so, not 6.
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, PushJson.Plain.Letter);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Claims))]
[JsonSerializable(typeof(Letter))]
sealed partial class PushJson : JsonSerializerContext
{
    static PushJson? _plain;

    // Made at first use: the generated Default may not be there yet when this part is initialised.
    public static PushJson Plain => _plain ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
