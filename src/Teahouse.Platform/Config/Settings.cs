using System.Collections;
using System.Collections.Immutable;
using System.Text.Json;

namespace Teahouse.Platform.Config;

/// <summary>The text given for one key, and where it was given.</summary>
public sealed record Setting(string Value, string Source);

/// <summary>What has been set, by path (<c>section.key</c>). Immutable: each layer laid on top answers a new one.</summary>
public sealed class Settings
{
    const string Prefix = "TEAHOUSE_";

    /// <summary>Variables of the environment that begin with our prefix and are not keys.</summary>
    public static readonly IReadOnlyDictionary<string, string> OtherVariables = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["TEAHOUSE_ENVIRONMENT"] = "A free name for this installation (`production`, `test`); it is written on every log line.",
        ["TEAHOUSE_SEEDED_BUG"] = "Breaks the server on purpose, to prove that the tests notice. Never set it on a server that matters.",
    };

    public static readonly Settings None = new([], []);

    readonly ImmutableDictionary<string, Setting> _values;
    readonly ImmutableArray<string> _errors;

    Settings(ImmutableDictionary<string, Setting> values, ImmutableArray<string> errors) => (_values, _errors) = (values, errors);

    public IReadOnlyDictionary<string, Setting> Values => _values;

    /// <summary>What could not be read at all.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Lays values by path on top; null takes a value away again.</summary>
    public Settings With(IEnumerable<KeyValuePair<string, string?>> values, string source)
    {
        var builder = _values.ToBuilder();
        foreach (var (path, value) in values)
        {
            if (value is null)
            {
                builder.Remove(path);
            }
            else
            {
                builder[path] = new(value, source);
            }
        }

        return new(builder.ToImmutable(), _errors);
    }

    /// <summary>Lays a JSON file on top: an object of sections, each an object of keys. Comments and trailing commas are allowed.</summary>
    public Settings WithFile(string path)
    {
        try
        {
            var options = new JsonDocumentOptions
            {
                CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false, MaxDepth = 4,
            };
            using var document = JsonDocument.Parse(File.ReadAllText(path), options);
            var errors = new List<string>();
            var values = Flatten(document.RootElement, errors).ToList();
            return With(values, path).Failing([.. errors.Select(e => $"{path}: {e}")]);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return Failing([$"{path}: {e.Message}"]);
        }
    }

    /// <summary>Lays the environment on top: <c>TEAHOUSE_SECTION__KEY</c>. A variable with our prefix that is neither is an error.</summary>
    public Settings WithEnvironment(IDictionary environment)
    {
        var values = new Dictionary<string, string?>();
        var errors = new List<string>();
        foreach (var name in environment.Keys.Cast<string>().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order())
        {
            var parts = name[Prefix.Length..].ToLowerInvariant().Split("__");
            if (parts.Length == 2 && parts.All(p => p.Length > 0))
            {
                values[$"{parts[0]}.{parts[1]}"] = (string?)environment[name];
            }
            else if (!OtherVariables.ContainsKey(name))
            {
                errors.Add($"{name}: unknown variable of the environment; a key is {Prefix}SECTION__KEY.");
            }
        }

        return With(values, "environment").Failing(errors);
    }

    Settings Failing(List<string> errors) => errors.Count == 0 ? this : new(_values, _errors.AddRange(errors));

    static IEnumerable<KeyValuePair<string, string?>> Flatten(JsonElement root, List<string> errors)
    {
        foreach (var section in Properties(root, "the file", errors))
        {
            foreach (var key in Properties(section.Value, section.Name, errors))
            {
                yield return new($"{section.Name}.{key.Name}", Text(key.Value));
            }
        }
    }

    static JsonElement.ObjectEnumerator Properties(JsonElement element, string what, List<string> errors)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return element.EnumerateObject();
        }

        errors.Add($"{what} must be an object.");
        return default;
    }

    static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Text)),
        _ => value.GetRawText(),
    };
}
