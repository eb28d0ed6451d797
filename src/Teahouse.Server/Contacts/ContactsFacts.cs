using System.Text.Json.Serialization;
using Teahouse.Platform.Facts;

namespace Teahouse.Server.Contacts;

/// <summary>What these two may do with each other has changed: one blocked or unblocked the other, or they are friends, or no more.</summary>
public sealed record RelationsChanged(Guid One, Guid Other);

/// <summary>What Contacts lets others know once it is committed.</summary>
public static class ContactsFacts
{
    public static readonly FactType<RelationsChanged> RelationsChanged =
        new("contacts.relations_changed", ContactsJson.Default.RelationsChanged);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RelationsChanged))]
sealed partial class ContactsJson : JsonSerializerContext;
