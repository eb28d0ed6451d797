using System.Diagnostics;
using System.Globalization;
using Teahouse.Testing;

namespace Teahouse.Tests.Contracts;

/// <summary>The server as a process of its own, on a database of its own, so that its memory can be told from ours.</summary>
sealed class ChildServer : IAsyncDisposable
{
    readonly TestDatabase _database;
    readonly Process _process;

    ChildServer(TestDatabase database, Process process, Uri address) => (_database, _process, Address) = (database, process, address);

    public Uri Address { get; }

    /// <summary>The memory that it has resident, in bytes.</summary>
    public long Memory => 1024 * long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    public static async Task<ChildServer> StartAsync(CancellationToken cancellationToken, params string[] set)
    {
        var database = await TestDatabase.CreateAsync();
        var start = new ProcessStartInfo("dotnet",
        [
            typeof(TeahouseServer).Assembly.Location, "run", "--port", "0", "--database", database.ConnectionString,
            "--set", "telemetry.log_level=error", .. set.SelectMany(setting => new[] { "--set", setting }),
        ])
        {
            RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath(),
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException("The server did not start; its words are on the standard error.");
        return new(database, process, new(line.Split(' ')[^1]));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        await _database.DisposeAsync();
    }
}
