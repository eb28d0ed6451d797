using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Teahouse.Load.Peers;

/// <summary>What a scenario does, in words.</summary>
sealed record Told(string Name, string Title);

/// <summary>What a run beside the peers has shown.</summary>
/// <param name="Load">Processes that wanted to run in the minute before it began.</param>
/// <param name="Failures">Contestants that could not go on, each with why.</param>
sealed record PeersReport(
    DateTimeOffset At, TimeSpan Took, string Machine, double Load, PeersOptions Options, IReadOnlyDictionary<string, string> Versions,
    IReadOnlyList<string> Failures, IReadOnlyList<Told> Scenarios, IReadOnlyList<Measured> Measured, IReadOnlyList<Goal> Goals)
{
    const string Base = "Teahouse";

    public string ToJson() => JsonSerializer.Serialize(this, PeersJson.Default.PeersReport);

    public string ToMarkdown()
    {
        var page = new StringBuilder();
        page.AppendLine(CultureInfo.InvariantCulture, $"""
            # Teahouse beside its peers, {At:yyyy-MM-dd}

            {Machine}; load {Load:0.00} when it began; {Options.Rounds} rounds in turns, {Took.TotalMinutes:0} minutes. Driver, servers and
            databases share the machine. Figures are medians over the rounds, with the smallest and the largest.
            [What is measured, and what is fair about it](../README.md).

            """);
        foreach (var (name, version) in Versions)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"- {name}: {version}");
        }

        foreach (var failure in Failures)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"- **Failed:** {failure.ReplaceLineEndings(" ")}");
        }

        WriteGoals(page);
        foreach (var scenario in Scenarios)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"\n## {scenario.Name}\n\n{scenario.Title}");
            foreach (var variant in Measured.Where(one => one.Scenario == scenario.Name).GroupBy(one => one.Variant))
            {
                page.AppendLine(CultureInfo.InvariantCulture, $"\n### {variant.Key}\n");
                WriteTable(page, [.. variant]);
            }
        }

        return page.ToString();
    }

    /// <summary>As many digits as say something.</summary>
    public static string Number(double value) =>
        value.ToString(Math.Abs(value) switch { >= 100 => "0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);

    void WriteGoals(StringBuilder page)
    {
        page.AppendLine("\n## Goals\n\n| figure | goal | measured | |\n|---|---|---|---|");
        foreach (var goal in Goals)
        {
            var verdict = goal.Reached switch { true => "reached", false => "**not reached**", null => "" };
            page.AppendLine(CultureInfo.InvariantCulture, $"| {goal.What} | {goal.Wanted} | {goal.Shown} | {verdict} |");
        }
    }

    static void WriteTable(StringBuilder page, IReadOnlyList<Measured> variant)
    {
        var columns = variant.SelectMany(one => one.Figures.Keys).Distinct().ToList();
        var rows = variant.GroupBy(one => one.Contestant).ToList();
        Head(page, "", columns);
        foreach (var row in rows)
        {
            Row(page, row.Key, columns.Select(column => Cell(Values(row, column))));
        }

        if (rows.Find(row => row.Key == Base) is not { } own || rows.Count == 1)
        {
            return;
        }

        page.AppendLine();
        Head(page, $"× {Base}", columns);
        foreach (var row in rows.Where(row => row.Key != Base))
        {
            Row(page, row.Key, columns.Select(column => Ratio(Values(row, column), Values(own, column))));
        }
    }

    static List<double> Values(IEnumerable<Measured> row, string column) =>
        [.. row.Where(one => one.Figures.ContainsKey(column)).Select(one => one.Figures[column])];

    static string Cell(List<double> values) => values.Count == 0 ? ""
        : values.Count == 1 ? Number(values[0]) : $"{Number(Peers.Goals.Median(values))} ({Number(values.Min())}–{Number(values.Max())})";

    static string Ratio(List<double> values, List<double> own) =>
        values.Count == 0 || own.Count == 0 || Peers.Goals.Median(own) == 0 ? "" : Number(Peers.Goals.Median(values) / Peers.Goals.Median(own));

    static void Head(StringBuilder page, string corner, IReadOnlyList<string> columns)
    {
        Row(page, corner, columns);
        page.AppendLine(CultureInfo.InvariantCulture, $"|---|{string.Concat(columns.Select(_ => "---|"))}");
    }

    static void Row(StringBuilder page, string name, IEnumerable<string> cells) =>
        page.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", cells)} |");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(PeersReport))]
sealed partial class PeersJson : JsonSerializerContext;
