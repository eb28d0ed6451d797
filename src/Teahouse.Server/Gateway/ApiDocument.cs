using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Teahouse.Protocol;

namespace Teahouse.Server.Gateway;

/// <summary>
/// The command table as OpenAPI 3.1 at /api/openapi.json. The schemas are those by which the serializer reads and writes, so nothing
/// here is written by hand for one command.
/// </summary>
sealed class ApiDocument
{
    static readonly IReadOnlyList<Refusal> Always =
    [
        Refusals.Malformed, Refusals.UnknownField, Refusals.MissingField, Refusals.InvalidField, Refusals.RateLimited, Refusals.Internal,
        Refusals.Overloaded, Refusals.Unavailable,
    ];

    // Records are written out before they are replaced by references; a message may hold messages.
    static readonly JsonSerializerOptions Deep = new(Wire.Json.Options) { MaxDepth = 64 };

    readonly SortedDictionary<string, JsonNode?> _schemas = new(StringComparer.Ordinal);
    readonly Lazy<byte[]> _json;

    public ApiDocument() => _json = new(() => JsonSerializer.SerializeToUtf8Bytes(Write(), JsonSerializerOptions.Default));

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/api/openapi.json", ["GET"], context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = _json.Value.Length;
            return context.Response.Body.WriteAsync(_json.Value, context.RequestAborted).AsTask();
        });
        endpoints.Map("/api/openapi.json", context => HttpCalls.RefuseVerbAsync(context, "GET"));
    }

    JsonObject Write()
    {
        var paths = new JsonObject();
        foreach (var shape in Commands.All.SelectMany(command => command.Routes.Select(route => new CallShape(command, route))))
        {
            if (!paths.ContainsKey(shape.Route.Path))
            {
                paths[shape.Route.Path] = new JsonObject();
            }

            paths[shape.Route.Path]![shape.Route.Method.ToLowerInvariant()] = Operation(shape);
        }

        return new()
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "Teahouse",
                ["version"] = "1",
                ["description"] = "The HTTP half of the contract. docs/protocol.md has the rules that hold for all calls, and the socket.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = HttpCalls.Base }),
            ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject { ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } },
                ["schemas"] = new JsonObject(_schemas),
            },
        };
    }

    JsonObject Operation(CallShape shape)
    {
        var command = shape.Command;
        var operation = new JsonObject
        {
            // A command may have two routes; an operation id stands once.
            ["operationId"] = shape.Route == command.Routes[0] ? command.Name : $"{command.Name}_{shape.Route.Method.ToLowerInvariant()}",
            ["tags"] = new JsonArray(shape.Route.Path.Split('/')[1]),
            ["summary"] = command.Summary,
            ["parameters"] = new JsonArray([.. Parameters(shape)]),
            ["responses"] = Responses(shape),
        };
        if (command.Anonymous)
        {
            operation["security"] = new JsonArray();
        }

        if (shape.TakesBody && shape.Others.Count > 0)
        {
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content("application/json", Body(shape)) };
        }

        return operation;
    }

    static IEnumerable<JsonNode> Parameters(CallShape shape)
    {
        foreach (var field in shape.Path.Concat(shape.TakesBody ? [] : shape.Others))
        {
            yield return new JsonObject
            {
                ["name"] = field.Name,
                ["in"] = shape.Path.Contains(field) ? "path" : "query",
                ["required"] = field.IsRequired,
                ["schema"] = Plain(field.PropertyType),
            };
        }

        if (shape.Route.Method == "POST" && shape.Command != Commands.Send)
        {
            yield return new JsonObject
            {
                ["name"] = "Idempotency-Key",
                ["in"] = "header",
                ["description"] = "The same key with the same call does nothing twice.",
                ["schema"] = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = Limits.IdempotencyKeyChars },
            };
        }
    }

    /// <summary>The fields of the request without those that stand in the path.</summary>
    JsonNode Body(CallShape shape)
    {
        if (shape.Path.Count == 0)
        {
            return Schema(shape.Command.Request);
        }

        var schema = Export(shape.Command.Request.Type).AsObject();
        foreach (var field in shape.Path)
        {
            schema["properties"]!.AsObject().Remove(field.Name);
            schema["required"]?.AsArray().RemoveAll(name => (string?)name == field.Name);
        }

        if (schema["required"]?.AsArray().Count == 0)
        {
            schema.Remove("required");
        }

        return schema;
    }

    JsonObject Responses(CallShape shape)
    {
        var command = shape.Command;
        var responses = new JsonObject();
        foreach (var status in command.OtherStatuses.Prepend(command.Status).Order())
        {
            var response = new JsonObject { ["description"] = status == 204 ? "Done; there is nothing to say." : "Done." };
            if (status != 204)
            {
                response["content"] = Content("application/json", Schema(command.Answer));
            }

            responses[$"{status}"] = response;
        }

        IEnumerable<Refusal> sessions = command.Anonymous ? [] : [Refusals.NoSession, Refusals.BadToken];
        IEnumerable<Refusal> bodies = shape.TakesBody ? [Refusals.TooLarge, Refusals.WrongMediaType] : [];
        var refused = Always.Concat(sessions).Concat(bodies).Concat(command.Refused).Distinct();
        foreach (var refusals in refused.OrderBy(row => row.Number).GroupBy(row => row.Status))
        {
            responses[$"{refusals.Key}"] = new JsonObject
            {
                ["description"] = string.Join(" ", refusals.Select(row => $"`{row.Code}`: {row.Title}")),
                ["content"] = Content("application/problem+json", Schema(Wire.Json.Problem)),
            };
        }

        return responses;
    }

    static JsonObject Content(string type, JsonNode schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    /// <summary>A reference to a record, which is then among the components; lists of records are written out.</summary>
    JsonNode Schema(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return Export(type.Type);
        }

        if (_schemas.TryAdd(type.Type.Name, null))
        {
            _schemas[type.Type.Name] = Export(type.Type);
        }

        return new JsonObject { ["$ref"] = $"#/components/schemas/{type.Type.Name}" };
    }

    /// <summary>The schema of a value that is no record.</summary>
    static JsonNode Plain(Type type) => Deep.GetJsonSchemaAsNode(Nullable.GetUnderlyingType(type) ?? type, new()
    {
        TreatNullObliviousAsNonNullable = true,
    });

    JsonNode Export(Type type) => Deep.GetJsonSchemaAsNode(type, new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, node) => Transform(context, node),
    });

    JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        if (context.Path.Length > 0 && context.TypeInfo.Kind == JsonTypeInfoKind.Object && context.BaseTypeInfo is null)
        {
            return Schema(context.TypeInfo);
        }

        // The exporter points at what it has written before, which may have been replaced since.
        if (node is JsonObject && node["$ref"] is not null)
        {
            return context.TypeInfo.ElementType is { } element
                ? new JsonObject { ["type"] = "array", ["items"] = Schema(Deep.GetTypeInfo(element)) }
                : Export(context.TypeInfo.Type);
        }

        // The contract leaves out what has no value; null is never sent. Clients must bear fields that are added later.
        if (node["type"] is JsonArray types)
        {
            node["type"] = types.Select(type => (string?)type).Single(type => type != "null");
        }

        (node as JsonObject)?.Remove("additionalProperties");
        (node as JsonObject)?.Remove("default");
        return node;
    }
}
