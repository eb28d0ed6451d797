using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Teahouse.Platform.Postgres;

/// <summary>
/// A private PostgreSQL, child of this process, on a Unix socket in the data folder. It ends with this process however that ends, is
/// started again when it dies by itself, and has its data folder for itself.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    // $0 is the log, "$@" the server. The parent never writes into the pipe: it closes when the parent asks for the end, or dies.
    const string Watcher = """
        exec 3<&0 0</dev/null >>"$0" 2>&1
        "$@" 3<&- &
        server=$!
        { read -r _ <&3; kill -INT $server; } &
        wait $server
        code=$?
        kill $! 2>/dev/null
        exit $code
        """;

    static readonly TimeSpan StopTime = TimeSpan.FromSeconds(30);
    static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    const long LargestLog = 16 * 1024 * 1024;

    readonly FolderLock _lock;
    readonly PostgresHome _home;
    readonly ILogger _logger;
    readonly CancellationTokenSource _stop = new();
    Process? _watcher;
    Task _keptAlive = Task.CompletedTask;

    EmbeddedPostgres(FolderLock held, PostgresHome home, ILogger logger) => (_lock, _home, _logger) = (held, home, logger);

    /// <summary>How to reach it, as the owner of the database <c>teahouse</c>. It stays the same when the server is started again.</summary>
    public string ConnectionString => _home.ConnectionString;

    /// <summary>The postmaster's process id now; 0 while there is none.</summary>
    public int ProcessId => Orphans.Postmaster(_home);

    /// <summary>Takes the data folder, makes the cluster if there is none, and answers once connections are served.</summary>
    /// <exception cref="DatabaseException">It cannot be run; the message tells the operator why.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new DatabaseException("The private PostgreSQL runs on Linux alone. Set database.connection.");
        }

        var folder = Directory.CreateDirectory(options.DataFolder);
        var held = FolderLock.Take(folder.FullName);
        try
        {
            var home = await PostgresHome.PrepareAsync(options with { DataFolder = folder.FullName }, cancellationToken);
            var postgres = new EmbeddedPostgres(held, home, logger);
            await postgres.LaunchAsync(cancellationToken);
            postgres._keptAlive = postgres.KeepAliveAsync();
            return postgres;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Ends every session and stops the server: what is committed is on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        await _keptAlive;
        await StopAsync();
        _stop.Dispose();
        _lock.Dispose();
    }

    async Task LaunchAsync(CancellationToken cancellationToken)
    {
        await Orphans.ClearAsync(_home, _logger, cancellationToken);
        if (File.Exists(_home.Log) && new FileInfo(_home.Log).Length > LargestLog)
        {
            File.Move(_home.Log, $"{_home.Log}.1", overwrite: true);
        }

        // Its own session, so that Ctrl-C in a terminal reaches Teahouse alone and the server outlives the drain.
        string[] server = [_home.Binaries.Postgres, "-D", _home.Cluster, "-c", Orphans.Mark];
        var start = Tool.Command(["setsid", .. _home.User.Command(["sh", "-c", Watcher, _home.Log, .. server])]);
        start.RedirectStandardInput = true;
        _watcher = Process.Start(start)!;
        try
        {
            await WaitUntilServingAsync(cancellationToken);
        }
        catch
        {
            await StopAsync();
            throw;
        }

        _logger.PostgresRuns(_home.Binaries.Major, ProcessId, _home.Cluster);
    }

    // Recovery after a crash takes as long as it takes; only the end of the process or of the caller's patience ends the wait.
    async Task WaitUntilServingAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false;Timeout=5");
                await connection.OpenAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException) when (!_watcher!.HasExited)
            {
                await Task.Delay(20, cancellationToken);
            }
            catch (NpgsqlException e)
            {
                var words = File.Exists(_home.Log) ? Tool.LastLine(await File.ReadAllTextAsync(_home.Log, cancellationToken)) : "";
                throw new DatabaseException($"PostgreSQL did not start: {words} (see {_home.Log})", e);
            }
        }
    }

    async Task KeepAliveAsync()
    {
        var pause = ShortestPause;
        while (true)
        {
            try
            {
                if (_watcher is null)
                {
                    await LaunchAsync(_stop.Token);
                    pause = ShortestPause;
                }

                await _watcher!.WaitForExitAsync(_stop.Token);
                _logger.PostgresEnded(_watcher.ExitCode);
                await StopAsync();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                _logger.PostgresStaysDown(pause.TotalSeconds, e);
                await Task.Delay(pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    async Task StopAsync()
    {
        if (_watcher is null)
        {
            return;
        }

        using var watcher = _watcher;
        _watcher = null;
        watcher.StandardInput.Close();
        try
        {
            await watcher.WaitForExitAsync().WaitAsync(StopTime);
        }
        catch (TimeoutException)
        {
            _logger.PostgresKilled(StopTime.TotalSeconds);
            watcher.Kill(entireProcessTree: true);
        }
    }
}
