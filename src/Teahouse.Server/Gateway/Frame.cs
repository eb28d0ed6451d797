using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Teahouse.Protocol;

namespace Teahouse.Server.Gateway;

/// <summary>What a client can name in <c>op</c>: a command, a hello or a heartbeat.</summary>
sealed record Op(string Name, Command? Command)
{
    public static readonly Op Hello = new("hello", null);
    public static readonly Op Heartbeat = new("heartbeat", null);

    static readonly FrozenDictionary<string, Op>.AlternateLookup<ReadOnlySpan<char>> Known =
        Commands.All.Where(command => command.OnSocket).Select(command => new Op(command.Name, command)).Append(Hello).Append(Heartbeat)
            .ToFrozenDictionary(op => op.Name).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The op that a JSON string (without its quotes) names; null when there is none.</summary>
    public static Op? Find(ReadOnlySpan<byte> name)
    {
        Span<char> chars = stackalloc char[32];
        return name.Length <= 32 && Ascii.ToUtf16(name, chars, out var written) == System.Buffers.OperationStatus.Done
            && Known.TryGetValue(chars[..written], out var op) ? op : null;
    }
}

/// <summary>One object of a frame.</summary>
/// <param name="Op">What it asks for; null when there is no such command.</param>
/// <param name="Ref">What its answer will repeat; null when it has none.</param>
/// <param name="Body">The object without <c>op</c> and <c>ref</c>.</param>
readonly record struct Incoming(Op? Op, long? Ref, byte[] Body);

/// <summary>Takes a frame apart in one pass: finds <c>op</c> and <c>ref</c> and leaves the other fields as they are.</summary>
static class Frame
{
    /// <summary>Adds the objects of a frame to a list.</summary>
    /// <returns>Whether the frame is one of the protocol; when it is not, nothing of it may be carried out.</returns>
    public static bool TryRead(ReadOnlySpan<byte> frame, List<Incoming> into)
    {
        try
        {
            // A batch nests one deeper than the objects in it.
            var reader = new Utf8JsonReader(frame, new JsonReaderOptions { MaxDepth = Limits.JsonDepth + 1 });
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                return TryReadObject(ref reader, frame, into) && !reader.Read();
            }

            if (reader.TokenType != JsonTokenType.StartArray)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                if (into.Count == Limits.BatchFrames || !TryReadObject(ref reader, frame, into))
                {
                    return false;
                }
            }

            return reader.TokenType == JsonTokenType.EndArray && !reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    static bool TryReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> frame, List<Incoming> into)
    {
        // What remains when op and ref are cut out is at most three stretches of whole members.
        Span<(int Start, int End)> kept = stackalloc (int, int)[3];
        var stretches = 0;
        var going = false;
        Op? op = null;
        bool named = false, numbered = false;
        long number = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            if (reader.ValueTextEquals("op"u8))
            {
                if (named || !reader.Read() || reader.TokenType != JsonTokenType.String)
                {
                    return false;
                }

                (named, going) = (true, false);
                op = reader.ValueIsEscaped ? Op.Find(Encoding.UTF8.GetBytes(reader.GetString()!)) : Op.Find(reader.ValueSpan);
            }
            else if (reader.ValueTextEquals("ref"u8))
            {
                if (numbered || !reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out number))
                {
                    return false;
                }

                (numbered, going) = (true, false);
            }
            else
            {
                reader.Skip();
                stretches += going ? 0 : 1;
                kept[stretches - 1] = (going ? kept[stretches - 1].Start : start, (int)reader.BytesConsumed);
                going = true;
            }
        }

        // Only hello and heartbeat, which are not answered, go without a ref.
        var usable = named && (numbered || op == Op.Hello || op == Op.Heartbeat);
        into.Add(new(op, numbered ? number : null, usable ? Cut(frame, kept[..stretches]) : []));
        return usable;
    }

    static byte[] Cut(ReadOnlySpan<byte> frame, ReadOnlySpan<(int Start, int End)> kept)
    {
        var length = 1 + Math.Max(1, kept.Length);
        foreach (var (start, end) in kept)
        {
            length += end - start;
        }

        var body = GC.AllocateUninitializedArray<byte>(length);
        var at = 0;
        body[at++] = (byte)'{';
        foreach (var (start, end) in kept)
        {
            if (at > 1)
            {
                body[at++] = (byte)',';
            }

            frame[start..end].CopyTo(body.AsSpan(at));
            at += end - start;
        }

        body[at] = (byte)'}';
        return body;
    }
}
