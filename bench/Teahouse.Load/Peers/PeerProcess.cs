using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Teahouse.Load.Peers;

/// <summary>A server as a process of its own, which ends with this program however that ends.</summary>
sealed class PeerProcess : IAsyncDisposable
{
    // $0 is the log, "$@" the server. The pipe closes when this program asks for the end, or dies.
    const string Watcher = """
        exec 3<&0 0</dev/null >>"$0" 2>&1
        "$@" 3<&- &
        server=$!
        { read -r _ <&3; kill -TERM $server; } &
        wait $server
        kill $! 2>/dev/null
        """;

    const string Nobody = "65534";
    static readonly TimeSpan StopTime = TimeSpan.FromSeconds(20);

    readonly Process _watcher;
    bool _disposed;

    PeerProcess(Process watcher) => _watcher = watcher;

    public ProcessCost Cost => ProcessCost.OfTree(_watcher.Id);

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it in a folder that it may write to, and waits until it takes connections.</summary>
    /// <param name="asNobody">By an ordinary user where this program runs as root.</param>
    /// <exception cref="InvalidOperationException">It ended before; the message has the last of what it said.</exception>
    public static async Task<PeerProcess> StartAsync(
        string folder, int port, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> command, bool asNobody,
        CancellationToken cancellationToken)
    {
        var log = Path.Combine(folder, "log");
        await GiveAsync(folder, cancellationToken);
        string[] user = asNobody && Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "--no-new-privs", "--"] : [];
        // Its own session, so that Ctrl-C in a terminal reaches this program alone, which then stops it.
        var info = new ProcessStartInfo("setsid", [.. user, "sh", "-c", Watcher, log, .. command])
        {
            RedirectStandardInput = true, WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        var process = new PeerProcess(Process.Start(info)!);
        try
        {
            await process.WaitAsync(port, cancellationToken);
            return process;
        }
        catch (Exception e)
        {
            await process.DisposeAsync();
            throw e is OperationCanceledException ? e
                : new InvalidOperationException($"{command[0]} did not start: {string.Join('\n', File.ReadLines(log).TakeLast(20))}", e);
        }
    }

    /// <summary>Gives a folder to the user that peers run as.</summary>
    public static async Task GiveAsync(string folder, CancellationToken cancellationToken)
    {
        if (Environment.IsPrivilegedProcess)
        {
            using var chown = Process.Start("chown", ["-R", $"{Nobody}:{Nobody}", folder]);
            await chown.WaitForExitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        using var watcher = _watcher;
        watcher.StandardInput.Close();
        try
        {
            await watcher.WaitForExitAsync().WaitAsync(StopTime);
        }
        catch (TimeoutException)
        {
            watcher.Kill(entireProcessTree: true);
        }
    }

    async Task WaitAsync(int port, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (SocketException) when (!_watcher.HasExited)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }
}
