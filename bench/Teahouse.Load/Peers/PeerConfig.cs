using System.Text.RegularExpressions;

namespace Teahouse.Load.Peers;

/// <summary>A file of bench/peers in which what stands between two @ is filled in. A line that needs what has no value is left out.</summary>
static partial class PeerConfig
{
    public static string Fill(string text, IReadOnlyDictionary<string, string?> values) =>
        string.Join('\n', text.Split('\n').Where(line => Name().Matches(line).All(m => values[m.Groups[1].Value] is not null))
            .Select(line => Name().Replace(line, m => values[m.Groups[1].Value]!)));

    public static async Task WriteAsync(string name, string to, IReadOnlyDictionary<string, string?> values, CancellationToken cancellationToken)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "peers", name), cancellationToken);
        await File.WriteAllTextAsync(to, Fill(text, values), cancellationToken);
    }

    [GeneratedRegex("@([a-z]+)@")]
    private static partial Regex Name();
}
