using System.Text;

namespace Teahouse.Tests.Walls;

/// <summary>Who may use whom. The table stands in docs/architecture.md too, and a test keeps both equal.</summary>
static class House
{
    /// <summary>The business units, folders of Teahouse.Server, each with those that it may use. All may use Doors, Platform and Protocol.</summary>
    public static IReadOnlyDictionary<string, string[]> Units { get; } = new Dictionary<string, string[]>
    {
        ["Accounts"] = [],
        ["Contacts"] = ["Accounts"],
        ["Media"] = ["Accounts"],
        ["Workspaces"] = ["Accounts"],
        ["Chat"] = ["Accounts", "Contacts", "Media", "Workspaces"],
        ["Moments"] = ["Accounts", "Contacts", "Media"],
        ["Wallet"] = ["Accounts", "Chat"],
        ["MiniPrograms"] = ["Accounts", "Chat"],
        ["Bots"] = ["Accounts", "Chat"],
        ["Bridges"] = ["Accounts", "Chat", "Bots"],
        ["Search"] = ["Accounts", "Chat", "Moments"],
        ["Push"] = ["Accounts", "Contacts", "Chat", "Moments", "Wallet"],
        ["Analytics"] =
            ["Accounts", "Contacts", "Media", "Chat", "Moments", "Wallet", "MiniPrograms", "Bots", "Bridges", "Search", "Push"],
        ["Admin"] =
        [
            "Accounts", "Contacts", "Media", "Chat", "Moments", "Wallet", "MiniPrograms", "Bots", "Bridges", "Search", "Push", "Analytics",
        ],
        ["Gateway"] = ["Accounts"],
    };

    /// <summary>The assemblies of src, each with those of ours that it may use.</summary>
    public static IReadOnlyDictionary<string, string[]> Assemblies { get; } = new Dictionary<string, string[]>
    {
        ["Teahouse.Protocol"] = [],
        ["Teahouse.Platform"] = [],
        ["Teahouse.Client"] = ["Teahouse.Protocol"],
        ["Teahouse.Server"] = ["Teahouse.Platform", "Teahouse.Protocol"],
        ["teahouse"] = ["Teahouse.Platform", "Teahouse.Protocol", "Teahouse.Server"],
    };

    /// <summary>Interfaces that may have a single implementation today, each with what it lets us change.</summary>
    public static IReadOnlyDictionary<string, string> Seams { get; } = new Dictionary<string, string>
    {
        ["Teahouse.Platform.Bus.IBus"] = "How roles reach each other: in the process, or by a broker when there are more nodes.",
        ["Teahouse.Platform.Blobs.IBlobStore"] = "Where files are kept: in a folder, or with an S3 service.",
        ["Teahouse.Server.Chat.IMessageLog"] = "Where messages are kept: PostgreSQL, or a wide-column engine when they no longer fit.",
    };

    /// <summary>The table of units as Markdown.</summary>
    public static string Table()
    {
        var table = new StringBuilder("| unit | may use |\n|---|---|\n");
        foreach (var (unit, uses) in Units)
        {
            table.Append("| ").Append(unit).Append(" | ").Append(uses.Length == 0 ? "–" : string.Join(", ", uses)).Append(" |\n");
        }

        return table.ToString();
    }

    /// <summary>Units that reach themselves by what they use; empty when there is no cycle.</summary>
    public static IReadOnlyList<string> OnCycle(IReadOnlyDictionary<string, string[]> table) =>
        [.. table.Keys.Where(unit => Reaches(table, unit, unit, []))];

    static bool Reaches(IReadOnlyDictionary<string, string[]> table, string from, string to, HashSet<string> seen) =>
        table.GetValueOrDefault(from, []).Any(next => next == to || (seen.Add(next) && Reaches(table, next, to, seen)));
}
