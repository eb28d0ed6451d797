using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Teahouse.Platform.Config;

/// <summary>Makes the options records of a node out of what has been set.</summary>
public static class OptionsBinder
{
    /// <summary>One record for each section, in their order.</summary>
    /// <exception cref="ConfigurationException">A key is unknown, has the wrong type, is out of range, or contradicts another.</exception>
    public static IReadOnlyList<object> Bind(IReadOnlyList<OptionsSection> sections, Settings settings)
    {
        var errors = new List<string>(settings.Errors);
        var known = sections.SelectMany(s => Properties(s.Type).Select(p => $"{s.Name}.{Key(p)}")).ToHashSet();
        errors.AddRange(settings.Values.Where(v => !known.Contains(v.Key)).OrderBy(v => v.Key, StringComparer.Ordinal)
            .Select(v => $"{v.Key}: unknown key{Origin(v.Value)}."));
        var records = sections.Select(s => Bind(s, settings, errors)).ToList();
        return errors.Count == 0 ? records : throw new ConfigurationException(errors);
    }

    /// <summary>The keys of a record: its public properties that can be initialised, in the order they are declared.</summary>
    internal static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).OrderBy(p => p.MetadataToken);

    internal static string Key(PropertyInfo property) => Name(property.Name);

    internal static string Name(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    internal static Type? ListItem(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    static object Bind(OptionsSection section, Settings settings, List<string> errors)
    {
        var record = Activator.CreateInstance(section.Type)!;
        var before = errors.Count;
        foreach (var property in Properties(section.Type))
        {
            var path = $"{section.Name}.{Key(property)}";
            var setting = settings.Values.GetValueOrDefault(path);
            if (setting is not null)
            {
                if (!TryParse(property.PropertyType, setting.Value, out var value, out var expected))
                {
                    errors.Add($"{path}: must be {expected}{Origin(setting)}.");
                    continue;
                }

                property.SetValue(record, value);
            }

            var context = new ValidationContext(record) { MemberName = property.Name, DisplayName = path };
            var results = new List<ValidationResult>();
            Validator.TryValidateValue(property.GetValue(record), context, results, property.GetCustomAttributes<ValidationAttribute>());
            errors.AddRange(results.Select(r => $"{path}: {r.ErrorMessage!.TrimEnd('.')}{Origin(setting)}."));
        }

        if (errors.Count == before && record is IValidatableObject whole)
        {
            errors.AddRange(whole.Validate(new ValidationContext(record)).Select(r => $"{section.Name}: {r.ErrorMessage}"));
        }

        return record;
    }

    static string Origin(Setting? setting) => setting is null ? "" : $" (set by {setting.Source})";

    static bool TryParse(Type type, string text, out object? value, out string expected)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (ListItem(type) is { } item)
        {
            return TryParseList(item, text, out value, out expected);
        }

        var culture = CultureInfo.InvariantCulture;
        (value, expected) = type switch
        {
            _ when type == typeof(string) => (text, "text"),
            _ when type == typeof(bool) => (bool.TryParse(text, out var b) ? b : null, "true or false"),
            _ when type == typeof(int) => (int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var i) ? i : null, "a whole number"),
            _ when type == typeof(long) => (long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var l) ? l : null, "a whole number"),
            _ when type == typeof(double) =>
                (double.TryParse(text, NumberStyles.Float, culture, out var d) && double.IsFinite(d) ? d : (object?)null, "a number"),
            _ when type.IsEnum =>
                (Enum.GetValues(type).Cast<object>().FirstOrDefault(v => Name(v.ToString()!) == text), $"one of {string.Join(", ", Choices(type))}"),
            _ => throw new InvalidOperationException($"Options cannot have the type {type}."),
        };
        return value is not null;
    }

    static bool TryParseList(Type item, string text, out object? value, out string expected)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var list = Array.CreateInstance(item, parts.Length);
        (value, expected) = (list, "a list");
        for (var i = 0; i < parts.Length; i++)
        {
            if (!TryParse(item, parts[i], out var element, out var each))
            {
                expected = $"a list of which each is {each}";
                return false;
            }

            list.SetValue(element, i);
        }

        return true;
    }

    internal static IEnumerable<string> Choices(Type type) => Enum.GetNames(type).Select(Name);
}
