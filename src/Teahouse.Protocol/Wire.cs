using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Teahouse.Protocol;

/// <summary>JSON as the contract has it: snake_case, strict input, no nulls.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowOutOfOrderMetadataProperties = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(Nothing))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Register))]
[JsonSerializable(typeof(LogIn))]
[JsonSerializable(typeof(LoggedIn))]
[JsonSerializable(typeof(RevokeSession))]
[JsonSerializable(typeof(SessionList))]
[JsonSerializable(typeof(UpdateMe))]
[JsonSerializable(typeof(ChangePassword))]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(GetUser))]
[JsonSerializable(typeof(FindUsers))]
[JsonSerializable(typeof(UserList))]
[JsonSerializable(typeof(CreateConversation))]
[JsonSerializable(typeof(Conversation))]
[JsonSerializable(typeof(GetConversation))]
[JsonSerializable(typeof(ListConversations))]
[JsonSerializable(typeof(ConversationList))]
[JsonSerializable(typeof(SendMessage))]
[JsonSerializable(typeof(Sent))]
[JsonSerializable(typeof(ListUnread))]
[JsonSerializable(typeof(IReadOnlyList<Message>))]
[JsonSerializable(typeof(GetMessage))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(MarkRead))]
[JsonSerializable(typeof(ListMessages))]
[JsonSerializable(typeof(MessageList))]
[JsonSerializable(typeof(PutReceipt))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(Typing))]
[JsonSerializable(typeof(Sync))]
[JsonSerializable(typeof(Synced))]
[JsonSerializable(typeof(Update))]
[JsonSerializable(typeof(Watch))]
[JsonSerializable(typeof(PresenceList))]
[JsonSerializable(typeof(Hello))]
[JsonSerializable(typeof(Ready))]
[JsonSerializable(typeof(Heartbeat))]
public sealed partial class Wire : JsonSerializerContext
{
    static Wire? _json;

    /// <summary>The same with text as it is: a Chinese character is 3 bytes, not 6. What is served is JSON and never read as HTML.</summary>
    // Made at first use: the generated Default is in another part of this class, and may not be there yet when this part is initialised.
    public static Wire Json => _json ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
