using System.Globalization;
using Teahouse.Platform.Postgres;
using Xunit;

namespace Teahouse.Tests.Postgres;

/// <summary>Looks at processes and sends them signals.</summary>
static class Processes
{
    public static async Task SignalAsync(string signal, params int[] pids) =>
        await Tool.RunAsync(["sh", "-c", $"kill -{signal} {string.Join(' ', pids)}"], "", TestContext.Current.CancellationToken);

    public static int Parent(int pid) => int.Parse(Status(pid).First(l => l.StartsWith("PPid:", StringComparison.Ordinal))[5..], CultureInfo.InvariantCulture);

    public static IEnumerable<int> Children(int parent) => Directory.GetDirectories("/proc")
        .Select(p => int.TryParse(Path.GetFileName(p), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(p => p != 0 && Status(p).Contains($"PPid:\t{parent}"));

    public static bool Alive(int pid) => Status(pid).FirstOrDefault(l => l.StartsWith("State:", StringComparison.Ordinal)) is { } state && !state.Contains('Z');

    static string[] Status(int pid)
    {
        try
        {
            return File.ReadAllLines($"/proc/{pid}/status");
        }
        catch (IOException)
        {
            return [];
        }
    }
}
