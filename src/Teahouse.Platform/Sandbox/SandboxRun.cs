using System.Diagnostics;
using System.Text;

namespace Teahouse.Platform.Sandbox;

/// <summary>One run of a tool: reads what it says, looks after it, and kills it for the first thing it wants too much of.</summary>
sealed class SandboxRun(SandboxCommand command, string folder) : IDisposable
{
    const int MostWords = 4 << 10;
    const int MostFiles = 1_000;
    const int KillSignal = 128 + 9; // Not ours: the machine itself was short of memory.
    const int CpuSignal = 128 + 24;
    const int FileSizeSignal = 128 + 25;

    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    // How long the pipes of a killed tool may stay open: without namespaces a child that has run away may hold them.
    static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);
    static readonly string[] OutOfMemory = ["memory", "bad_alloc"];

    static readonly EnumerationOptions All = new()
    {
        RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint,
    };

    readonly CancellationTokenSource _ended = new();
    readonly MemoryStream _output = new();
    readonly StringBuilder _words = new();
    Process _process = null!;
    SandboxEnd _why = SandboxEnd.Itself;

    public async Task<SandboxResult> ToEndAsync(Process started, CancellationToken cancellationToken)
    {
        using var process = _process = started;
        await using var cancelled = cancellationToken.Register(() => Kill(SandboxEnd.Time));
        process.StandardInput.Close();
        var reading = Task.WhenAll(ReadOutputAsync(), ReadWordsAsync());
        var watching = WatchAsync();
        await process.WaitForExitAsync(CancellationToken.None);
        await _ended.CancelAsync();
        await watching;
        await Task.WhenAny(reading, Task.Delay(LastWords, CancellationToken.None));
        return new(Why(process.ExitCode), process.ExitCode, _output.ToArray(), _words.ToString());
    }

    public void Dispose()
    {
        _ended.Dispose();
        _output.Dispose();
    }

    SandboxEnd Why(int code) =>
        _why != SandboxEnd.Itself ? _why
        : code == CpuSignal ? SandboxEnd.Cpu
        : code == FileSizeSignal || HasWrittenTooMuch() ? SandboxEnd.Output
        : code == KillSignal || code != 0 && OutOfMemory.Any(word => _words.ToString().Contains(word, StringComparison.OrdinalIgnoreCase)) ? SandboxEnd.Memory
        : SandboxEnd.Itself;

    void Kill(SandboxEnd why)
    {
        if (_why == SandboxEnd.Itself)
        {
            _why = why;
        }

        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself meanwhile.
        }
    }

    async Task ReadOutputAsync()
    {
        var buffer = new byte[32 << 10];
        var length = 0L;
        for (int read; (read = await _process.StandardOutput.BaseStream.ReadAsync(buffer)) > 0;)
        {
            length += read;
            if (length > command.Limits.OutputBytes)
            {
                Kill(SandboxEnd.Output);
            }
            else if (command.Output is { } take)
            {
                take(buffer.AsMemory(0, read));
            }
            else
            {
                _output.Write(buffer, 0, read);
            }
        }
    }

    // Read to the end, since a tool that nobody listens to stands still; what is beyond the first words is dropped.
    async Task ReadWordsAsync()
    {
        var buffer = new byte[4 << 10];
        for (int read; (read = await _process.StandardError.BaseStream.ReadAsync(buffer)) > 0;)
        {
            foreach (var c in buffer.AsSpan(0, Math.Min(read, MostWords - _words.Length)))
            {
                _words.Append(c is >= 0x20 and < 0x7F ? (char)c : ' ');
            }
        }
    }

    async Task WatchAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            await Task.Delay(Look, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_ended.IsCancellationRequested)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(began) > command.Limits.Time)
            {
                Kill(SandboxEnd.Time);
            }
            else if (HasWrittenTooMuch())
            {
                Kill(SandboxEnd.Output);
            }
        }
    }

    // One file is bounded by the kernel; this bounds their number, and all of them together.
    bool HasWrittenTooMuch()
    {
        var (files, bytes) = (0, 0L);
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", All))
        {
            files++;
            bytes += entry is FileInfo { Exists: true } file ? file.Length : 0;
            if (files > MostFiles || bytes > command.Limits.FileBytes)
            {
                return true;
            }
        }

        return false;
    }
}
