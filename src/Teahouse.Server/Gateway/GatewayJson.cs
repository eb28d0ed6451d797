using System.Text.Json.Serialization;
using Teahouse.Protocol;

namespace Teahouse.Server.Gateway;

/// <summary>What the core answers to <c>authenticate</c>.</summary>
sealed record Authenticated(User User, Guid SessionId);

/// <summary>What the edge asks with <c>authenticate</c>.</summary>
sealed record Authenticate(string Token);

/// <summary>What the core answers to <c>horizon</c>.</summary>
sealed record HorizonAnswer(string Cursor);

/// <summary>What the core answers to <c>watch</c>.</summary>
sealed record Watched(IReadOnlyList<WatchedConversation> Conversations, IReadOnlyList<WatchedPerson> People);

sealed record WatchedConversation(Guid ConversationId, long LastSeq);

/// <summary>Somebody whose presence the asker may see.</summary>
sealed record WatchedPerson(Guid UserId, bool ShowsLastSeen, DateTimeOffset? LastSeenAt = null);

/// <summary>What the edge tells with <c>seen</c>.</summary>
sealed record Seen(IReadOnlyList<Guid> SessionIds);

/// <summary>What the edge asks with <c>tails</c>.</summary>
sealed record Tails(IReadOnlyList<Guid> ConversationIds);

sealed record TailsAnswer([property: JsonPropertyName("tails")] IReadOnlyDictionary<Guid, long> LastSeqs);

/// <summary>What the core answers to <c>rooms</c>: the user's wide conversations.</summary>
sealed record Rooms(IReadOnlyList<Guid> ConversationIds);

/// <summary>JSON between the edge and the core, which no client sees.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Authenticate))]
[JsonSerializable(typeof(Authenticated))]
[JsonSerializable(typeof(HorizonAnswer))]
[JsonSerializable(typeof(Watched))]
[JsonSerializable(typeof(Rooms))]
[JsonSerializable(typeof(Seen))]
[JsonSerializable(typeof(Tails))]
[JsonSerializable(typeof(TailsAnswer))]
sealed partial class GatewayJson : JsonSerializerContext;
