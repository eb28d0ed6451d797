using System.Globalization;

namespace Teahouse.Load.Peers;

/// <summary>What everything ran on.</summary>
static class Machine
{
    /// <summary>Processes that wanted to run, on average of the last minute.</summary>
    public static double Load => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    public static string Describe()
    {
        var kilobytes = long.Parse(Field("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{Report.ThisMachine}, {Field("/proc/cpuinfo", "model name")}, {kilobytes >> 20} GiB");
    }

    static string Field(string file, string name) =>
        File.ReadLines(file).Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => line[(line.IndexOf(':') + 1)..].Trim())
            .FirstOrDefault("0");
}
