using System.Diagnostics;
using Teahouse.Load;
using Teahouse.Testing;

namespace Teahouse.Campaign;

/// <summary>Keeps one server process going on one data folder and one port, and kills it and its PostgreSQL on request.</summary>
public sealed class Keeper : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly ServerStart _start;
    ServerProcess _server;

    Keeper(ServerStart start, ServerProcess server)
    {
        _server = server;
        _start = start with { Port = server.Address.Port };
    }

    public Uri Address => _server.Address;

    public ServerProcess Server => _server;

    /// <summary>Times the server ended without being killed.</summary>
    public int EndedByItself { get; private set; }

    public static async Task<Keeper> StartAsync(ServerStart start) =>
        new(start, await ServerProcess.StartAsync(start, new CancellationTokenSource(Patience).Token));

    /// <summary>kill -9 of the server, and a new one on the same port once <paramref name="down"/> has passed. Answers how long it took.</summary>
    public async Task<TimeSpan> KillServerAsync(TimeSpan down)
    {
        var old = _server;
        old.Kill();
        await old.ExitAsync(new CancellationTokenSource(Patience).Token);
        await Task.Delay(down);
        var began = Stopwatch.GetTimestamp();
        await RestartAsync();
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>kill -9 of the postmaster. The server starts another; this waits until it runs.</summary>
    public async Task<TimeSpan> KillPostmasterAsync()
    {
        var old = Postmaster() ?? throw new InvalidOperationException("There is no postmaster to kill.");
        var began = Stopwatch.GetTimestamp();
        ServerProcess.Signal(old, 9);
        await UntilAsync($"postmaster {old} is replaced", () => Postmaster() is { } now && now != old && ServerProcess.Signal(now, 0));
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>kill -9 of one backend, on which PostgreSQL ends all others and recovers.</summary>
    public async Task<TimeSpan> KillBackendAsync(Dice dice)
    {
        var postmaster = Postmaster() ?? throw new InvalidOperationException("There is no postmaster.");
        var backends = Backends(postmaster);
        var victim = backends.Count > 0 ? dice.Of(backends) : throw new InvalidOperationException("There is no backend to kill.");
        var began = Stopwatch.GetTimestamp();
        ServerProcess.Signal(victim, 9);
        await UntilAsync("all backends are replaced", () => Backends(postmaster) is { Count: > 0 } now && !now.Intersect(backends).Any());
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Starts the server again if it has ended by itself.</summary>
    public async Task EnsureAsync()
    {
        if (_server.HasExited)
        {
            EndedByItself++;
            await RestartAsync();
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    async Task RestartAsync()
    {
        await _server.DisposeAsync();
        _server = await ServerProcess.StartAsync(_start, new CancellationTokenSource(Patience).Token);
    }

    async Task UntilAsync(string reason, Func<bool> condition)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            await EnsureAsync();
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException($"Not in {Patience.TotalSeconds} s: {reason}.");
            }

            await Task.Delay(20);
        }
    }

    int? Postmaster()
    {
        try
        {
            return ProcessCost.Postmaster(_start.Data);
        }
        catch (Exception e) when (e is IOException or FormatException or InvalidOperationException or UnauthorizedAccessException)
        {
            // It is being written or removed right now.
            return null;
        }
    }

    static List<int> Backends(int postmaster) => [.. ProcessCost.Children(postmaster).Where(pid => Title(pid).Contains("[local]", StringComparison.Ordinal))];

    static string Title(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
