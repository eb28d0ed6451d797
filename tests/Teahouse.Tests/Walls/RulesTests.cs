using Mono.Cecil;
using Xunit;

namespace Teahouse.Tests.Walls;

/// <summary>The rules can be broken, and then say so: each is tried on a small house that breaks it.</summary>
public sealed class RulesTests
{
    const string Root = "Teahouse.Tests.Walls.Seeds";

    static readonly AssemblyDefinition Seeded = Uses.Read("Teahouse.Tests");

    static readonly Dictionary<string, string[]> Table = new() { ["Cellar"] = [], ["Kitchen"] = ["Cellar"], ["Dining"] = ["Kitchen"] };

    [Fact]
    public void A_unit_that_leaves_its_row_is_caught_and_one_that_does_not_is_left_alone()
    {
        var found = Rules.UnitsKeepToTheirRow(Seeded, Root, Table).ToList();
        Assert.Contains(found, f => f.Contains("Dining.Guest") && f.EndsWith("Dining may not use Cellar", StringComparison.Ordinal));
        Assert.Contains(found, f => f.Contains("Kitchen.Thief") && f.EndsWith("Cellar.Secret, which is not public", StringComparison.Ordinal));
        Assert.Contains(found, f => f.Contains("Kitchen.Spy") && f.Contains("get_Hidden()"));
        Assert.DoesNotContain(found, f => f.Contains("Kitchen.Cook"));
        Assert.DoesNotContain(found, f => f.Contains("Barrel::get_Left"));
    }

    [Fact]
    public void A_type_outside_the_units_is_caught() =>
        Assert.Equal([$"{Root}.Loose.Drifter stands in no unit of the table"], Rules.TypesStandInUnits(Seeded, Root, Table));

    [Fact]
    public void A_public_const_is_caught() => Assert.Contains(Rules.NoPublicConsts(Seeded), f => f.Contains("Barrel::Litres"));

    [Fact]
    public void A_wrong_reference_is_caught()
    {
        Assert.Contains("Teahouse.Tests may not use Teahouse.Platform", Rules.AssembliesKeepToTheirRow(Seeded, ["Teahouse.Testing"]));
        Assert.DoesNotContain("Teahouse.Tests may not use Teahouse.Testing", Rules.AssembliesKeepToTheirRow(Seeded, ["Teahouse.Testing"]));
    }

    [Fact]
    public void A_lonely_interface_is_caught_unless_it_is_listed_and_a_stale_list_is_caught_too()
    {
        var lonely = $"{Root}.Cellar.ILonely";
        Assert.Equal([$"{lonely} has fewer than two implementations and is not in the list of seams"],
            Rules.InterfacesEarnTheirKeep([Seeded], new Dictionary<string, string>()));
        Assert.Equal(["IGone is in the list of seams and does not exist"],
            Rules.InterfacesEarnTheirKeep([Seeded], new Dictionary<string, string> { [lonely] = "a seed", ["IGone"] = "a seed" }));
    }

    [Fact]
    public void Log_messages_that_share_a_number_are_caught() => Assert.Equal(2, Rules.LogMessagesHaveNumbers([Seeded]).Count());

    [Fact]
    public void A_cycle_is_caught()
    {
        var table = new Dictionary<string, string[]> { ["A"] = ["B"], ["B"] = ["C"], ["C"] = ["A"], ["D"] = ["A"] };
        Assert.Equal(["A", "B", "C"], House.OnCycle(table));
    }

    [Theory]
    [InlineData("SELECT 1 FROM chat.message JOIN accounts.account USING (id)", 1)]
    [InlineData("select 1 from \"accounts\" . account", 1)]
    [InlineData("SELECT 1 FROM chat.message -- not accounts.account", 0)]
    [InlineData("SELECT 1 FROM chat.message /* not\naccounts.account */ WHERE my_accounts.x = 1", 0)]
    public void Another_units_schema_is_caught(string sql, int found) =>
        Assert.Equal(found, Rules.SqlNamesItsOwnSchema("ChatSql", sql, "chat", ["chat", "accounts"]).Count());

    [Theory]
    [InlineData("src/Teahouse.Server/Chat/Writer.cs", "\"SELECT 1\nFROM chat.message\"", 1)]
    [InlineData("src/Teahouse.Server/Chat/Writer.cs", "\"UPDATE chat.message SET seq = 1\"", 1)]
    [InlineData("src/Teahouse.Server/Chat/Writer.cs", "// Select one from many.", 0)]
    [InlineData("src/Teahouse.Server/Chat/ChatSql.cs", "\"SELECT 1 FROM chat.message\"", 0)]
    [InlineData("src/Teahouse.Server/Chat/ChatSql.Changes.cs", "\"SELECT 1 FROM chat.message\"", 0)]
    [InlineData("src/Teahouse.Server/Chat/AccountsSql.cs", "\"SELECT 1 FROM chat.message\"", 1)]
    public void SQL_outside_its_file_is_caught(string path, string text, int found) =>
        Assert.Equal(found, Rules.SqlStandsInItsFile(path, text).Count());

    [Theory]
    [InlineData("src/Teahouse.Server/Chat/Writer.cs", "namespace Teahouse.Server.Chat;\n", true)]
    [InlineData("src/Teahouse.Server/Chat/Writer.cs", "namespace Teahouse.Server;\n", false)]
    [InlineData("src/Teahouse.Server/Chat/Writer.cs", "class Writer;\n", false)]
    [InlineData("src/Teahouse/Program.cs", "return 0;\n", true)]
    public void A_namespace_that_is_not_its_folder_is_caught(string path, string text, bool right) =>
        Assert.Equal(right, Rules.NamespaceIsFolder(path, text) is null);

    [Theory]
    [InlineData("[Fact(Sk" + "ip = \"later\")]")]
    [InlineData("[Theory(Sk" + "ip=\"later\")]")]
    [InlineData("Assert.Sk" + "ip(\"later\")")]
    [InlineData("it.sk" + "ip('later', () => {})")]
    [InlineData("describe.on" + "ly('this', () => {})")]
    public void A_skipped_test_is_caught(string text) => Assert.Single(Rules.NoTestIsSkipped("a test", text));

    [Fact]
    public void Lines_are_counted_from_the_source_also_of_what_the_compiler_has_rewritten()
    {
        var lines = Rules.MethodLines(Seeded).Where(m => m.Method.Contains("Seeds.Dining.Guest")).ToList();
        Assert.InRange(Assert.Single(lines, m => m.Method.Contains("MoveNext")).Lines, 2, 4);
        Assert.Equal(9, Rules.NinetiethPercentile(Enumerable.Range(1, 10)));
    }
}
