using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Teahouse.Tests.Walls;

/// <summary>The rules of the house. Each answers what breaks it, in words for whoever broke it; nothing when all is well.</summary>
static partial class Rules
{
    /// <summary>A unit uses only the units of its row, of those only what is public, and Doors uses none.</summary>
    public static IEnumerable<string> UnitsKeepToTheirRow(AssemblyDefinition assembly, string root, IReadOnlyDictionary<string, string[]> table) =>
        Uses.Within(assembly).Select(use => (Use: use, From: Uses.UnitOf(use.By, root), To: Uses.UnitOf(use.Of, root)))
            .Where(u => u.From is not null && u.To is not null && u.From != u.To)
            .Select(u =>
                u.To != "Doors" && !table.GetValueOrDefault(u.From!, []).Contains(u.To) ? $"{u.Use.By.FullName} uses {u.Use.Of.FullName}: {u.From} may not use {u.To}"
                : !Uses.IsPublic(u.Use.Of) ? $"{u.Use.By.FullName} uses {u.Use.Of.FullName}, which is not public"
                : u.Use.Member is { } member && !Uses.IsPublic(member) ? $"{u.Use.By.FullName} uses {member.FullName}, which is not public"
                : null)
            .OfType<string>().Distinct();

    /// <summary>Every type of the assembly stands in a unit of the table or in Doors.</summary>
    public static IEnumerable<string> TypesStandInUnits(AssemblyDefinition assembly, string root, IReadOnlyDictionary<string, string[]> table) =>
        from type in assembly.MainModule.Types
        let unit = Uses.UnitOf(type, root)
        where unit is not null && unit != "Doors" && !table.ContainsKey(unit)
        select $"{type.FullName} stands in no unit of the table";

    /// <summary>The compiler copies a const into whoever uses it, where no rule can see the use.</summary>
    public static IEnumerable<string> NoPublicConsts(AssemblyDefinition assembly) =>
        from type in assembly.MainModule.GetTypes()
        where !type.IsEnum && Uses.IsPublic(type)
        from field in type.Fields
        where field.IsPublic && field.IsLiteral
        select $"{field.FullName} is a public const: make it a static property";

    /// <summary>An assembly uses only those of ours that it may.</summary>
    public static IEnumerable<string> AssembliesKeepToTheirRow(AssemblyDefinition assembly, IReadOnlyCollection<string> mayUse) =>
        from reference in assembly.MainModule.AssemblyReferences
        where reference.Name.StartsWith("Teahouse", StringComparison.OrdinalIgnoreCase) && !mayUse.Contains(reference.Name)
        select $"{assembly.Name.Name} may not use {reference.Name}";

    /// <summary>An interface has two implementations, or stands in the list of seams; and the list names nothing that is gone.</summary>
    public static IEnumerable<string> InterfacesEarnTheirKeep(
        IReadOnlyCollection<AssemblyDefinition> assemblies, IReadOnlyDictionary<string, string> seams)
    {
        var types = assemblies.SelectMany(a => a.MainModule.GetTypes()).ToList();
        var implementations = types.SelectMany(t => t.Interfaces).GroupBy(i => i.InterfaceType.GetElementType().FullName)
            .ToDictionary(g => g.Key, g => g.Count());
        var interfaces = types.Where(t => t.IsInterface).Select(t => t.FullName).ToHashSet();
        return interfaces.Where(i => implementations.GetValueOrDefault(i) < 2 && !seams.ContainsKey(i))
            .Select(i => $"{i} has fewer than two implementations and is not in the list of seams")
            .Concat(seams.Keys.Where(s => !interfaces.Contains(s)).Select(s => $"{s} is in the list of seams and does not exist"));
    }

    /// <summary>SQL names no schema but the unit's own.</summary>
    public static IEnumerable<string> SqlNamesItsOwnSchema(string where, string sql, string schema, IEnumerable<string> schemas)
    {
        var code = Comment().Replace(sql, " ");
        return schemas.Where(other => other != schema && Regex.IsMatch(code, $@"\b{other}""?\s*\.", RegexOptions.IgnoreCase))
            .Select(other => $"{where} names the schema {other}; its own is {schema}");
    }

    /// <summary>SQL stands in the unit's one class for it, which may be in parts by verb.</summary>
    public static IEnumerable<string> SqlStandsInItsFile(string path, string text)
    {
        var unit = path.Split('/')[2];
        return Regex.IsMatch(path, $@"/{unit}Sql(\.\w+)?\.cs$")
            ? []
            : Sql().Matches(text).Select(m => $"{path} holds SQL; it belongs to {unit}Sql.cs: {m.Value}");
    }

    /// <summary>The strings that a type's code and constants hold.</summary>
    public static IEnumerable<string> Strings(TypeDefinition type) =>
        type.Methods.Where(m => m.HasBody).SelectMany(m => m.Body.Instructions).Where(i => i.OpCode == OpCodes.Ldstr).Select(i => (string)i.Operand)
            .Concat(type.Fields.Where(f => f.HasConstant).Select(f => f.Constant).OfType<string>());

    /// <summary>The namespace of a file is its folder.</summary>
    public static string? NamespaceIsFolder(string path, string text)
    {
        // src/Teahouse.Server/Chat/Writer.cs → Teahouse.Server.Chat
        var folder = string.Join('.', Path.GetDirectoryName(path)!.Split('/')[1..]);
        var declared = Namespace().Match(text).Groups["name"].Value;
        return declared == folder || declared.Length == 0 && Path.GetFileName(path) == "Program.cs" ? null : $"{path} has the namespace {declared}, not {folder}";
    }

    /// <summary>A test that does not run proves nothing.</summary>
    public static IEnumerable<string> NoTestIsSkipped(string path, string text) =>
        SkippedTest().Matches(text).Select(m => $"{path} skips a test: {m.Value}");

    /// <summary>A log message has a number of its own.</summary>
    public static IEnumerable<string> LogMessagesHaveNumbers(IEnumerable<AssemblyDefinition> assemblies) =>
        assemblies.SelectMany(a => a.MainModule.GetTypes()).SelectMany(t => t.Methods)
            .SelectMany(m => m.CustomAttributes.Where(a => a.AttributeType.Name == "LoggerMessageAttribute")
                .Select(a => (Method: m.FullName, Number: (int)(a.ConstructorArguments.FirstOrDefault(v => v.Value is int).Value ?? 0))))
            .GroupBy(m => m.Number).Where(g => g.Count() > 1 || g.Key == 0)
            .SelectMany(g => g.Select(m => $"{m.Method} has the number {g.Key}, which is no number of its own"));

    /// <summary>How long the methods of an assembly are, in lines of their source; accessors and generated code left out.</summary>
    public static IEnumerable<(string Method, int Lines)> MethodLines(AssemblyDefinition assembly) =>
        from type in assembly.MainModule.GetTypes()
        from method in type.Methods
        where method.HasBody && !method.IsGetter && !method.IsSetter && !method.Name.Contains('<')
        let points = method.DebugInformation.SequencePoints.Where(p => !p.IsHidden && !p.Document.Url.Contains("/artifacts/")).ToList()
        where points.Count > 0
        select (method.FullName, points.Max(p => p.EndLine) - points.Min(p => p.StartLine) + 1);

    /// <summary>The value that nine tenths do not exceed.</summary>
    public static int NinetiethPercentile(IEnumerable<int> values)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)Math.Ceiling(sorted.Count * 0.9) - 1];
    }

    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(SELECT\s[^;""]+?\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|COPY\s+\S+\s+FROM\s)")]
    private static partial Regex Sql();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bSkip(When|Unless)?\s*=|\bAssert\.Skip|\b(it|test|describe)\.(skip|todo|only)\b|\bx(it|describe)\(")]
    private static partial Regex SkippedTest();
}
