using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Teahouse.Load;

/// <summary>How to start a server of one's own.</summary>
/// <param name="Program">The built <c>teahouse</c>.</param>
/// <param name="Data">Its data folder.</param>
/// <param name="Settings">Values by path, as <c>--set</c> takes them.</param>
public sealed record ServerStart(string Program, string Data, IReadOnlyDictionary<string, string> Settings)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>0 takes any free port.</summary>
    public int Port { get; init; }

    /// <summary>A folder of one's own that PostgreSQL's user may enter, which a temporary folder of root's is not.</summary>
    public static string NewFolder(string name) =>
        Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"teahouse-{name}-{Guid.CreateVersion7():N}")).FullName;

    /// <summary>The program that was built beside this one, in the same configuration.</summary>
    public static string BuiltProgram() => Built("Teahouse", "teahouse");

    /// <summary>The program of another project.</summary>
    public static string Built(string project, string name)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        return Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", project, configuration, name));
    }
}

/// <summary>A server as a process of its own, which can be killed.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    readonly Process _process;
    readonly TaskCompletionSource<Uri> _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly StreamWriter _log;
    bool _disposed;

    ServerProcess(Process process, StreamWriter log)
    {
        _process = process;
        _log = log;
    }

    public int Pid => _process.Id;

    public Uri Address { get; private set; } = null!;

    public bool HasExited => _disposed || _process.HasExited;

    /// <summary>Starts it and waits until it serves. What it prints goes to <c>server.log</c> in the data folder.</summary>
    /// <exception cref="InvalidOperationException">It ended before it served.</exception>
    public static async Task<ServerProcess> StartAsync(ServerStart start, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(start.Data);
        var info = new ProcessStartInfo(start.Program, ["run", "--port", $"{start.Port}", "--data", start.Data])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = start.Data,
        };
        foreach (var (path, value) in start.Settings)
        {
            info.ArgumentList.Add("--set");
            info.ArgumentList.Add($"{path}={value}");
        }

        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        var log = new StreamWriter(new FileStream(Path.Combine(start.Data, "server.log"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
        {
            AutoFlush = true,
        };
        var server = new ServerProcess(Process.Start(info) ?? throw new Win32Exception(), log);
        server.Listen();
        try
        {
            server.Address = await server._serving.Task.WaitAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9.</summary>
    public void Kill() => Signal(Pid, 9);

    /// <summary>SIGSTOP: it stands still and does not know.</summary>
    public void Freeze() => Signal(Pid, 19);

    /// <summary>SIGCONT.</summary>
    public void Thaw() => Signal(Pid, 18);

    /// <summary>SIGTERM: it drains and ends.</summary>
    public void Terminate() => Signal(Pid, 15);

    public Task ExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Sends a signal. False when there is no such process any more.</summary>
    public static bool Signal(int pid, int signal) => Send(pid, signal) == 0;

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            Terminate();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Kill();
            }
        }

        _process.Dispose();
        lock (_log)
        {
            _log.Dispose();
        }
    }

    void Listen()
    {
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _serving.TrySetException(new InvalidOperationException("The server ended before it served; see its server.log."));
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        var at = "Teahouse is at ";
        if (line.StartsWith(at, StringComparison.Ordinal))
        {
            _serving.TrySetResult(new Uri(line[at.Length..].Trim()));
        }

        lock (_log)
        {
            if (_log.BaseStream.CanWrite)
            {
                _log.WriteLine(line);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int pid, int signal);
}
