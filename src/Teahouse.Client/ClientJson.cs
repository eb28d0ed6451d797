using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>JSON as a client reads it: tolerant, because a newer server may say more.</summary>
static class ClientJson
{
    static readonly Wire Tolerant = new(new JsonSerializerOptions(Wire.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        RespectRequiredConstructorParameters = false,
        MaxDepth = 64,
    });

    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Tolerant.Options.GetTypeInfo(typeof(T));

    public static T Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Of<T>())
        ?? throw new JsonException($"The server answered null where a {typeof(T).Name} belongs.");
}
