using Mono.Cecil;
using Xunit;

namespace Teahouse.Tests.Walls;

/// <summary>The walls stand.</summary>
public sealed class WallTests
{
    const string Root = "Teahouse.Server";

    static readonly string[] ScriptFolders = ["sdk/typescript/src", "sdk/typescript/tests", "web/src", "web/tests"];
    static readonly Lazy<AssemblyDefinition> Server = new(() => Uses.Read(Root));
    static readonly Lazy<AssemblyDefinition[]> All = new(() => [.. House.Assemblies.Keys.Select(Uses.Read)]);

    [Fact]
    public void Every_unit_uses_only_its_row_and_only_what_is_public() =>
        AssertNone(Rules.UnitsKeepToTheirRow(Server.Value, Root, House.Units));

    [Fact]
    public void Every_type_of_the_server_stands_in_a_unit() => AssertNone(Rules.TypesStandInUnits(Server.Value, Root, House.Units));

    [Fact]
    public void Every_door_is_a_units() =>
        AssertNone(Modules.Doors.Select(d => d.Name).Except(House.Units.Keys.Select(u => u.ToLowerInvariant())));

    [Fact]
    public void The_table_has_no_cycle() => AssertNone(House.OnCycle(House.Units));

    [Fact]
    public void No_const_leaves_a_unit() => AssertNone(Rules.NoPublicConsts(Server.Value));

    [Fact]
    public void Every_assembly_uses_only_those_it_may() =>
        AssertNone(All.Value.SelectMany(a => Rules.AssembliesKeepToTheirRow(a, House.Assemblies[a.Name.Name])));

    [Fact]
    public void Every_interface_has_two_implementations_or_is_a_listed_seam() =>
        AssertNone(Rules.InterfacesEarnTheirKeep(All.Value, House.Seams));

    [Fact]
    public void Every_log_message_has_a_number_of_its_own() => AssertNone(Rules.LogMessagesHaveNumbers(All.Value));

    [Fact]
    public void Every_units_SQL_names_only_its_own_schema()
    {
        var schemas = House.Units.Keys.Select(u => u.ToLowerInvariant()).Append("platform").ToList();
        Assert.NotEmpty(AllSql());
        AssertNone(AllSql().SelectMany(s => Rules.SqlNamesItsOwnSchema(s.Where, s.Sql, s.Schema, schemas)));
    }

    [Fact]
    public void Every_units_SQL_stands_in_one_file() =>
        AssertNone(Sources("src/Teahouse.Server").SelectMany(f => Rules.SqlStandsInItsFile(f, Repository.Read(f))));

    [Fact]
    public void Every_namespace_is_its_folder() =>
        AssertNone(Sources("src", "tests", "bench").Where(f => f != "tests/Teahouse.Tests/Walls/Seeds.cs")
            .Select(f => Rules.NamespaceIsFolder(f, Repository.Read(f))).OfType<string>());

    [Fact]
    public void No_test_is_skipped() =>
        AssertNone(Sources("tests").Concat(Scripts()).SelectMany(f => Rules.NoTestIsSkipped(f, Repository.Read(f))));

    [Fact]
    public void Files_stay_small()
    {
        var lines = Sources("src", "tests", "bench").ToDictionary(f => f, f => Repository.Read(f).Count(c => c == '\n'));
        AssertNone(lines.Where(f => f.Value > 500).Select(f => $"{f.Key} has {f.Value} lines"));
        Assert.InRange(Rules.NinetiethPercentile(lines.Values), 1, 250);
    }

    [Fact]
    public void Methods_stay_small() =>
        Assert.InRange(Rules.NinetiethPercentile(All.Value.SelectMany(Rules.MethodLines).Select(m => m.Lines)), 1, 35);

    static void AssertNone(IEnumerable<string> found)
    {
        var all = found.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    // The strings of each unit's XSql.cs and of the platform, and the migrations.
    static IEnumerable<(string Where, string Schema, string Sql)> AllSql()
    {
        var platform = All.Value.Single(a => a.Name.Name == "Teahouse.Platform").MainModule.GetTypes().Select(type => (Type: type, Unit: "Platform"));
        var units = from type in Server.Value.MainModule.GetTypes()
                    let unit = Uses.UnitOf(type, Root)
                    where unit is not null && type.FullName.StartsWith($"{Root}.{unit}.{unit}Sql", StringComparison.Ordinal)
                    select (Type: type, Unit: unit);
        var code = platform.Concat(units).SelectMany(t => Rules.Strings(t.Type).Select(sql => (t.Type.FullName, t.Unit.ToLowerInvariant(), sql)));
        var migrations = Repository.Files("src/Teahouse.Server", "*.sql").Select(f => (f, f.Split('/')[2].ToLowerInvariant(), Repository.Read(f)));
        return code.Concat(migrations);
    }

    static IEnumerable<string> Sources(params string[] folders) => folders.SelectMany(folder => Repository.Files(folder, "*.cs"));

    static IEnumerable<string> Scripts() =>
        ScriptFolders.Where(f => Directory.Exists(Path.Combine(Repository.Root, f)))
            .SelectMany(f => Repository.Files(f, "*.test.ts").Concat(Repository.Files(f, "*.test.tsx")));
}
