using System.Diagnostics;
using System.Globalization;
using Teahouse.Testing;
using Teahouse.Tests.Postgres;

namespace Teahouse.Tests.Contracts;

/// <summary>The server as a process of its own, on a database and a folder of its own, so that its memory can be told from ours.</summary>
sealed class ChildServer : IAsyncDisposable
{
    readonly DataFolder _data = new();
    readonly string[] _set;
    TestDatabase _database = null!;
    Process _process = null!;

    ChildServer(string[] set) => _set = set;

    public Uri Address { get; private set; } = null!;

    /// <summary>Its data folder.</summary>
    public string Data => _data.Path;

    /// <summary>The memory that it has resident, in bytes.</summary>
    public long Memory => 1024 * long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    public static async Task<ChildServer> StartAsync(CancellationToken cancellationToken, params string[] set)
    {
        var server = new ChildServer(set) { _database = await TestDatabase.CreateAsync() };
        await server.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>As <c>kill -9</c> does, and another on the same database and folder, at another port.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        await EndAsync();
        await StartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await _database.DisposeAsync();
        _data.Dispose();
    }

    async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            typeof(TeahouseServer).Assembly.Location, "run", "--port", "0", "--database", _database.ConnectionString, "--data", _data.Path,
            "--set", "telemetry.log_level=error", .. _set.SelectMany(setting => new[] { "--set", setting }),
        ])
        {
            RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath(),
        };
        _process = Process.Start(start)!;
        var line = await _process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException("The server did not start; its words are on the standard error.");
        Address = new(line.Split(' ')[^1]);
    }

    async Task EndAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
