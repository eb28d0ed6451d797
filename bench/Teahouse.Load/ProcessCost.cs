using System.Globalization;

namespace Teahouse.Load;

/// <summary>What a process and its children have used so far.</summary>
/// <param name="CpuMicroseconds">User and system time, in steps of 10 ms.</param>
/// <param name="WrittenBytes">What was written to files. What the kernel calls write_bytes counts whole folios, many times what was written.</param>
/// <param name="ResidentBytes">Resident now; of a tree, with what several processes share divided among them.</param>
readonly record struct ProcessCost(double CpuMicroseconds, long WrittenBytes, long ResidentBytes)
{
    const int TicksPerSecond = 100;

    public static ProcessCost operator -(ProcessCost after, ProcessCost before) =>
        new(after.CpuMicroseconds - before.CpuMicroseconds, after.WrittenBytes - before.WrittenBytes, after.ResidentBytes);

    /// <summary>A process alone, without its children.</summary>
    public static ProcessCost OfProcess(int pid)
    {
        var stat = Stat(pid);
        return stat is null ? default : new(Ticks(stat, 11) + Ticks(stat, 12), Written(pid), Resident(pid));
    }

    /// <summary>A process and everything below it, with what its ended children have used.</summary>
    public static ProcessCost OfTree(int pid)
    {
        var all = All().ToList();
        var below = all.ToLookup(one => one.Stat[1]);
        return all.Where(one => one.Pid == pid).Select(Sum).FirstOrDefault();

        ProcessCost Sum((int Pid, string[] Stat) one)
        {
            var cpu = Ticks(one.Stat, 11) + Ticks(one.Stat, 12) + Ticks(one.Stat, 13) + Ticks(one.Stat, 14);
            var sum = new ProcessCost(cpu, Written(one.Pid), Share(one.Pid));
            return below[one.Pid.ToString(CultureInfo.InvariantCulture)].Select(Sum).Aggregate(sum, (a, b) =>
                new(a.CpuMicroseconds + b.CpuMicroseconds, a.WrittenBytes + b.WrittenBytes, a.ResidentBytes + b.ResidentBytes));
        }
    }

    /// <summary>The postmaster of the embedded PostgreSQL in a data folder; null when there is none.</summary>
    public static int? Postmaster(string data) =>
        Directory.EnumerateFiles(data, "postmaster.pid", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4 })
            .Select(file => int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture))
            .Cast<int?>().FirstOrDefault();

    public static IEnumerable<int> Children(int parent) =>
        All().Where(one => one.Stat[1] == parent.ToString(CultureInfo.InvariantCulture)).Select(one => one.Pid);

    static IEnumerable<(int Pid, string[] Stat)> All() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(folder)
        where char.IsAsciiDigit(name[0])
        let pid = int.Parse(name, CultureInfo.InvariantCulture)
        let stat = Stat(pid)
        where stat is not null
        select (pid, stat);

    // Fields of /proc/PID/stat from the state on; the name before it may contain blanks.
    static string[]? Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    static double Ticks(string[] stat, int field) => double.Parse(stat[field], CultureInfo.InvariantCulture) * 1_000_000 / TicksPerSecond;

    static long Written(int pid) => Field($"/proc/{pid}/io", "wchar:");

    static long Resident(int pid) => Field($"/proc/{pid}/status", "VmRSS:") * 1024;

    static long Share(int pid) => Field($"/proc/{pid}/smaps_rollup", "Pss:") * 1024;

    static long Field(string file, string name)
    {
        try
        {
            var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[name.Length..].Replace("kB", "").Trim(), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
