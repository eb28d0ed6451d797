using System.Text.Json.Nodes;
using Xunit;

namespace Teahouse.Tests.Gateway;

/// <summary>Checks values against schemas of one OpenAPI document, by those words of JSON Schema that the document uses.</summary>
sealed class JsonSchema(JsonNode document)
{
    static readonly HashSet<string> Words = ["type", "properties", "required", "items", "anyOf", "const", "format", "$ref"];

    public void Check(JsonNode schema, JsonNode? value, string path = "$")
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            schema = reference.Split('/')[1..].Aggregate(document, (node, name) => node[name]!);
        }

        Assert.True(schema.AsObject().All(word => Words.Contains(word.Key)), $"This check does not know all words of {schema}.");
        Assert.True(value is not null, $"{path} is null.");
        var type = (string?)schema["type"];
        Assert.True(type is null || IsOf(type, (string?)schema["format"], value), $"{path} is no {type}: {value.ToJsonString()}");
        Assert.True(schema["const"] is not { } constant || JsonNode.DeepEquals(constant, value), $"{path} is not {schema["const"]}.");
        foreach (var required in schema["required"]?.AsArray() ?? [])
        {
            Assert.True(value[(string)required!] is not null, $"{path} lacks {required}.");
        }

        foreach (var (name, item) in value as JsonObject ?? [])
        {
            if (schema["properties"]?[name] is { } known)
            {
                Check(known, item, $"{path}.{name}");
            }
            else
            {
                Assert.True(schema["properties"] is null || type is null, $"{path}.{name} is not in the document.");
            }
        }

        foreach (var item in schema["items"] is null ? [] : value.AsArray())
        {
            Check(schema["items"]!, item, $"{path}[]");
        }

        if (schema["anyOf"] is JsonArray choices)
        {
            Assert.Contains(choices, choice => Fits(choice!, value, path));
        }
    }

    bool Fits(JsonNode schema, JsonNode value, string path)
    {
        try
        {
            Check(schema, value, path);
            return true;
        }
        catch (Xunit.Sdk.XunitException)
        {
            return false;
        }
    }

    static bool IsOf(string type, string? format, JsonNode value) => (type, value.GetValueKind().ToString()) switch
    {
        ("object", "Object") or ("array", "Array") or ("boolean", "True" or "False") or ("number", "Number") => true,
        ("integer", "Number") => value.AsValue().TryGetValue<long>(out _),
        ("string", "String") => format switch
        {
            null => true,
            "uuid" => Guid.TryParseExact((string)value!, "D", out _),
            "date-time" => DateTimeOffset.TryParse((string)value!, null, out var time) && time.Offset == TimeSpan.Zero,
            _ => false,
        },
        _ => false,
    };
}
