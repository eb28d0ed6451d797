namespace Teahouse.Platform.Sandbox;

/// <summary>One tool on one file.</summary>
/// <param name="Tool">Its absolute path.</param>
/// <param name="Arguments">Its words. <see cref="Input"/> stands for the file, and other names are within the folder, where it works.</param>
/// <param name="File">What it reads; null when there is nothing to read.</param>
/// <param name="Folder">Gets the regular files that it has written when it ends by itself: of the first level, and not empty.</param>
/// <param name="Limits">What it may use.</param>
public sealed record SandboxCommand(string Tool, IReadOnlyList<string> Arguments, string? File, string? Folder, SandboxLimits Limits)
{
    /// <summary>The place of the file's path among the arguments.</summary>
    public static string Input => "{input}";

    /// <summary>All that it finds in its environment beside a path, a home and a locale.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Folders below /usr that it does not need; where there are namespaces, they are empty to it.</summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];

    /// <summary>Takes its standard output as it comes, which is not kept then; it is bounded all the same.</summary>
    public Action<ReadOnlyMemory<byte>>? Output { get; init; }
}

/// <summary>What a tool may use. Whoever needs more is killed.</summary>
public sealed record SandboxLimits
{
    /// <summary>Address space of one process, in bytes.</summary>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>Time on a core of one process.</summary>
    public int CpuSeconds { get; init; } = 10;

    /// <summary>Time by the clock.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of all the files that it writes.</summary>
    public long FileBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of its standard output.</summary>
    public long OutputBytes { get; init; } = 256 << 10;

    /// <summary>Processes and threads, where they can be counted apart from those of others.</summary>
    public int Processes { get; init; } = 64;
}

/// <summary>How a tool ended: by itself, or for what it wanted too much of.</summary>
public enum SandboxEnd
{
    Itself,
    Time,
    Cpu,
    Memory,
    Output,
}

/// <summary>What came of a tool.</summary>
/// <param name="End">Memory is told by the tool's own words, since it is refused more, not killed.</param>
/// <param name="ExitCode">128 and the signal where one ended it.</param>
/// <param name="Output">Its standard output, where nobody else took it.</param>
/// <param name="Words">The beginning of its standard error, in printable ASCII.</param>
public sealed record SandboxResult(SandboxEnd End, int ExitCode, ReadOnlyMemory<byte> Output, string Words)
{
    public bool Succeeded => End == SandboxEnd.Itself && ExitCode == 0;
}

/// <summary>The sandbox itself failed, whatever the file is.</summary>
public sealed class SandboxException(string message, Exception? inner = null) : Exception(message, inner);
