using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Teahouse.Platform.Facts;

/// <summary>A kind of fact: its stable topic and how it is written.</summary>
public sealed record FactType<T>(string Topic, JsonTypeInfo<T> Json)
{
    public byte[] Write(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Json);

    public T Read(Fact fact) => JsonSerializer.Deserialize(fact.Payload.Span, Json)!;
}

/// <summary>Something that has happened and is committed.</summary>
/// <param name="Topic">What kind, <c>unit.name</c>.</param>
/// <param name="Payload">The kind's JSON.</param>
/// <param name="Transaction">The transaction that committed it (xid8).</param>
/// <param name="Position">Its position; together with the transaction it is unique and ordered.</param>
public sealed record Fact(string Topic, ReadOnlyMemory<byte> Payload, ulong Transaction, long Position);
