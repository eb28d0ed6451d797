using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Gateway;

/// <summary>How one HTTP call is turned into the fields of its command: from the path, then from the query or the body.</summary>
sealed class CallShape
{
    readonly FrozenDictionary<string, JsonPropertyInfo> _fields;

    public CallShape(Command command, Route route)
    {
        Command = command;
        Route = route;
        _fields = command.Request.Properties.ToFrozenDictionary(field => field.Name);
        Path = [.. route.Path.Split('/').Where(part => part.StartsWith('{')).Select(part => _fields[part.Trim('{', '}')])];
        TakesBody = route.Method is "POST" or "PUT" or "PATCH";
        Others = [.. command.Request.Properties.Except(Path)];
        var written = command.Request.Properties.Where(field => !TakesBody || Path.Contains(field));
        if (written.FirstOrDefault(field => Kind(field) == FieldKind.Other) is { } misfit)
        {
            throw new InvalidOperationException($"{route.Method} {route.Path}: {misfit.Name} cannot be written in a path or a query.");
        }
    }

    public Command Command { get; }
    public Route Route { get; }

    /// <summary>The fields in the path.</summary>
    public IReadOnlyList<JsonPropertyInfo> Path { get; }

    /// <summary>The fields in the body, or in the query where there is no body.</summary>
    public IReadOnlyList<JsonPropertyInfo> Others { get; }

    public bool TakesBody { get; }

    /// <summary>The fields of the command as one JSON object; null when they are refused.</summary>
    public byte[]? Read(HttpContext context, ReadOnlySequence<byte> body, out Refused? refused)
    {
        refused = TakesBody ? CheckQuery(context.Request.Query, null) : CheckQuery(context.Request.Query, _fields);
        if (refused is null && !TakesBody && !body.IsEmpty)
        {
            refused = new(Refusals.Malformed, $"{Route.Method} takes no body here.");
        }

        if (refused is null && TakesBody && Path.Count == 0)
        {
            return body.IsEmpty ? "{}"u8.ToArray() : body.ToArray();
        }

        refused ??= TakesBody ? CheckBody(body) : null;
        if (refused is not null)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>(64 + (int)body.Length);
        refused = WriteFields(context, buffer);
        return refused is null ? Join(buffer, body) : null;
    }

    Refused? CheckQuery(IQueryCollection query, FrozenDictionary<string, JsonPropertyInfo>? known)
    {
        foreach (var (name, values) in query)
        {
            if (known is null || !known.TryGetValue(name, out var field) || Path.Contains(field))
            {
                return new(Refusals.UnknownField, $"Unknown field in the query: {Shown(name)}.");
            }

            if (values.Count != 1)
            {
                return new(Refusals.Malformed, $"A field is given twice: {Shown(name)}.");
            }
        }

        return null;
    }

    /// <summary>The body must be an object that does not repeat a field of the path.</summary>
    Refused? CheckBody(ReadOnlySequence<byte> body)
    {
        if (body.IsEmpty)
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Limits.JsonDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return new(Refusals.Malformed, "The body is not a JSON object.");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                foreach (var field in Path)
                {
                    if (reader.ValueTextEquals(field.Name))
                    {
                        return new(Refusals.UnknownField, $"Unknown field at $.{field.Name}: it stands in the path.");
                    }
                }

                reader.Skip();
            }

            return reader.Read() ? new(Refusals.Malformed, "The body is more than one JSON object.") : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new(Refusals.Malformed, "The body is not well-formed JSON.");
        }
    }

    Refused? WriteFields(HttpContext context, ArrayBufferWriter<byte> buffer)
    {
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        foreach (var field in Path)
        {
            if (!Write(writer, field, (string)context.Request.RouteValues[field.Name]!))
            {
                return new(Refusals.InvalidField, $"A value has the wrong type or form at $.{field.Name}.");
            }
        }

        foreach (var (name, values) in context.Request.Query)
        {
            if (!Write(writer, _fields[name], values.ToString()))
            {
                return new(Refusals.InvalidField, $"A value has the wrong type or form at $.{name}.");
            }
        }

        writer.WriteEndObject();
        return null;
    }

    static byte[] Join(ArrayBufferWriter<byte> fields, ReadOnlySequence<byte> body)
    {
        if (body.IsEmpty)
        {
            return fields.WrittenSpan.ToArray();
        }

        var members = body.Slice(body.PositionOf((byte)'{')!.Value).Slice(1);
        var rest = new SequenceReader<byte>(members);
        rest.AdvancePastAny(" \t\r\n"u8);
        var separator = rest.IsNext((byte)'}') ? ReadOnlySpan<byte>.Empty : ","u8;
        return [.. fields.WrittenSpan[..^1], .. separator, .. members.ToArray()];
    }

    static bool Write(Utf8JsonWriter writer, JsonPropertyInfo field, string text)
    {
        switch (Kind(field))
        {
            case FieldKind.Number when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                writer.WriteNumber(field.Name, number);
                return true;
            case FieldKind.Flag when text is "true" or "false":
                writer.WriteBoolean(field.Name, text == "true");
                return true;
            case FieldKind.Text:
                writer.WriteString(field.Name, text);
                return true;
            default:
                return false;
        }
    }

    static FieldKind Kind(JsonPropertyInfo field)
    {
        var type = Nullable.GetUnderlyingType(field.PropertyType) ?? field.PropertyType;
        return type == typeof(string) || type == typeof(Guid) ? FieldKind.Text
            : type == typeof(long) || type == typeof(int) ? FieldKind.Number
            : type == typeof(bool) ? FieldKind.Flag
            : FieldKind.Other;
    }

    static string Shown(string name) => name.Length <= 64 ? name : name[..64] + "…";

    enum FieldKind
    {
        Other,
        Text,
        Number,
        Flag,
    }
}
