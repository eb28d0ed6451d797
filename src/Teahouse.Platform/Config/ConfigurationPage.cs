using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Teahouse.Platform.Config;

/// <summary>Writes docs/configuration.md from the options records and the XML documentation of their properties.</summary>
public static partial class ConfigurationPage
{
    /// <summary>The whole page, in Markdown.</summary>
    /// <exception cref="InvalidOperationException">A key has no summary.</exception>
    public static string Write(IEnumerable<OptionsSection> sections)
    {
        var page = new StringBuilder("""
            # Configuration

            Written by `./teahouse config doc` from the options records in the code; do not edit it by hand.

            A key is set, from the weakest to the strongest, by its default, by the file `teahouse.json` in the working folder (or the one that
            `--config` names), by the environment (`TEAHOUSE_SECTION__KEY`, a list with commas), and on the command line (`--set section.key=value`).
            In the file, sections are objects: `{ "server": { "port": 8080 } }`. A key that is unknown, out of range or of the wrong type stops
            the start; all errors are told at once.

            """);
        foreach (var section in sections.OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {section.Name}\n{Summary(section.Type, $"T:{section.Type.FullName}")}\n\n");
            page.Append("| key | type | default | range | meaning |\n|---|---|---|---|---|\n");
            var defaults = Activator.CreateInstance(section.Type);
            foreach (var property in OptionsBinder.Properties(section.Type))
            {
                var meaning = Summary(section.Type, $"P:{property.DeclaringType!.FullName}.{property.Name}").Replace("|", "\\|");
                page.Append(CultureInfo.InvariantCulture,
                    $"| `{section.Name}.{OptionsBinder.Key(property)}` | {TypeName(property.PropertyType)} | {Default(property.GetValue(defaults))} " +
                    $"| {Range(property)} | {meaning} |\n");
            }
        }

        page.Append("\n## Other variables of the environment\n\n| variable | meaning |\n|---|---|\n");
        foreach (var (name, meaning) in Settings.OtherVariables)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{name}` | {meaning} |\n");
        }

        return page.ToString();
    }

    static string TypeName(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return OptionsBinder.ListItem(plain) is { } item ? $"list of {TypeName(item)}"
            : plain.IsEnum ? string.Join(", ", OptionsBinder.Choices(plain).Select(c => $"`{c}`"))
            : plain == typeof(string) ? "text"
            : plain == typeof(bool) ? "true, false"
            : plain == typeof(double) ? "number"
            : "whole number";
    }

    static string Default(object? value) => value switch
    {
        null or "" => "–",
        bool b => b ? "`true`" : "`false`",
        Enum e => $"`{OptionsBinder.Name(e.ToString())}`",
        IEnumerable list and not string => string.Join(", ", list.Cast<object>().Select(Default)),
        _ => string.Create(CultureInfo.InvariantCulture, $"`{value}`"),
    };

    static string Range(PropertyInfo property)
    {
        var bounds = property.GetCustomAttributes<ValidationAttribute>().Select(a => a switch
        {
            RangeAttribute r => string.Create(CultureInfo.InvariantCulture, $"{r.Minimum}–{r.Maximum}"),
            StringLengthAttribute l => $"{l.MinimumLength}–{l.MaximumLength} characters",
            MinLengthAttribute m => $"at least {m.Length}",
            MaxLengthAttribute m => $"at most {m.Length}",
            RequiredAttribute => "required",
            AllowedValuesAttribute v => string.Join(", ", v.Values.Select(Default)),
            RegularExpressionAttribute x => $"`{x.Pattern}`".Replace("|", "\\|"),
            _ => a.ErrorMessage ?? throw new InvalidOperationException($"{a.GetType().Name} on {property.Name} needs an ErrorMessage for the page."),
        });
        var text = string.Join("; ", bounds);
        return text.Length == 0 ? "–" : text;
    }

    static string Summary(Type type, string member)
    {
        var file = Path.ChangeExtension(type.Assembly.Location, ".xml");
        var name = member.Replace('+', '.');
        var summary = XDocument.Load(file).Descendants("member").FirstOrDefault(m => (string?)m.Attribute("name") == name)?.Element("summary")
            ?? throw new InvalidOperationException($"{name} has no summary in {Path.GetFileName(file)}.");
        return Spaces().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();
    }

    static string Text(XNode node) => node switch
    {
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{((string?)see.Attribute("cref"))?.Split('.')[^1]}`",
        XElement other => other.Value,
        XText text => text.Value,
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
