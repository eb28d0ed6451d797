using System.Text;
using System.Text.RegularExpressions;
using Teahouse.Platform.Config;
using Teahouse.Protocol;
using Xunit;

namespace Teahouse.Tests.Walls;

/// <summary>The documents say what the code says.</summary>
public sealed partial class DocumentsTests
{
    [Fact]
    public void The_page_of_settings_is_that_of_the_options_records() =>
        Assert.True(ConfigurationPage.Write(Modules.Sections) == Repository.Read("docs/configuration.md"),
            "docs/configuration.md is not what the options records say: run ./teahouse config doc.");

    [Fact]
    public void The_table_of_units_is_that_of_the_wall_tests() =>
        Assert.True(Repository.Read("docs/architecture.md").Contains(House.Table(), StringComparison.Ordinal),
            $"docs/architecture.md does not hold this table:\n{House.Table()}");

    [Fact]
    public void The_table_of_refusals_is_that_of_the_protocol()
    {
        var table = new StringBuilder("| number | code | status | retry | meaning |\n|---|---|---|---|---|\n");
        foreach (var row in Refusals.All)
        {
            var retry = row.Retry switch { Retry.Never => "never", Retry.Later => "later", _ => "after log-in" };
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {row.Number} | `{row.Code}` | {row.Status} | {retry} | {row.Title} |\n");
        }

        Assert.True(Repository.Read("docs/protocol.md").EndsWith($"\n{table}", StringComparison.Ordinal), $"docs/protocol.md does not end with:\n{table}");
    }

    [Fact]
    public void Every_refusal_is_in_the_table_once()
    {
        var declared = typeof(Refusals).GetFields().Select(f => f.GetValue(null)).OfType<Refusal>().ToList();
        Assert.Equal(declared.OrderBy(r => r.Number), Refusals.All);
        Assert.Distinct(declared.Select(r => r.Number));
        Assert.Distinct(declared.Select(r => r.Code));
    }

    [Fact]
    public void Every_link_between_documents_leads_somewhere()
    {
        var documents = Directory.GetFiles(Repository.Root, "*.md").Concat(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories));
        var broken = from document in documents
                     from link in Link().Matches(File.ReadAllText(document)).Select(m => m.Groups["to"].Value)
                     let target = Path.Combine(Path.GetDirectoryName(document)!, link.Split('#')[0])
                     where !File.Exists(target) && !Directory.Exists(target)
                     select $"{Path.GetRelativePath(Repository.Root, document)} links to {link}";
        Assert.Equal([], broken);
    }

    [Fact]
    public void Every_feature_is_linked_to_a_test_of_that_name()
    {
        // What compares clients at the end has its tests above.
        var rows = Repository.Read("docs/features.md").Split("\n## Beside other web clients")[0].Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).ToList();
        var features = rows.Where(row => !row.StartsWith("| feature", StringComparison.Ordinal)).ToList();
        Assert.True(features.Count >= 60, $"{features.Count} features");
        Assert.Equal([], features.Where(row => !Test().IsMatch(row)));
        var lost = from test in features.SelectMany(row => Test().Matches(row))
                   let file = Path.GetFullPath(Path.Combine(Repository.Root, "docs", test.Groups["file"].Value))
                   where !File.Exists(file) || !File.ReadAllText(file).Contains(test.Groups["name"].Value, StringComparison.Ordinal)
                   select $"{test.Groups["name"].Value} is not in {test.Groups["file"].Value}";
        Assert.Equal([], lost);
    }

    // A test by its name: [The_sentence_that_it_is](../tests/…/File.cs).
    [GeneratedRegex(@"\[(?<name>[^\]]+)\]\((?<file>\.\./(?:tests|sdk|web)/[^)]+)\)")]
    private static partial Regex Test();

    [GeneratedRegex(@"\]\((?!https?:|#|/)(?<to>[^)\s]+)\)")]
    private static partial Regex Link();
}
