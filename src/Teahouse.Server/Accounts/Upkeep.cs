using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Postgres;

namespace Teahouse.Server.Accounts;

/// <summary>Writes when devices were last seen, ends statuses and sessions whose time is over, forgets old keys. Nodes may do it at once.</summary>
sealed class Upkeep(
    NpgsqlDataSource database, LastSeen lastSeen, Sessions sessions, OwnDevices devices, Profiles profiles, TimeProvider time,
    ILogger<Upkeep> logger)
    : IAsyncDisposable
{
    static readonly TimeSpan _often = TimeSpan.FromSeconds(5);
    static readonly TimeSpan _seldom = TimeSpan.FromHours(1);
    const int Batch = 1_000;

    readonly CancellationTokenSource _stopping = new();
    Task _running = Task.CompletedTask;

    public void Start() => _running = Task.WhenAll(
        EveryAsync(_often, lastSeen.WriteAsync), EveryAsync(_often, profiles.EndStatusesAsync), EveryAsync(_seldom, CleanAsync));

    /// <summary>Ends sessions that are idle for too long and forgets keys that are old.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        while (await EndIdleAsync(cancellationToken) == Batch)
        {
        }

        await database.Command(AccountsSql.ForgetPairings, time.GetUtcNow()).RunAsync(cancellationToken);
        var oldest = time.GetUtcNow() - IdempotencyKeys.Kept;
        while (await database.Command(AccountsSql.ForgetKeys, oldest, Batch).RunAsync(cancellationToken) == Batch)
        {
        }
    }

    public void Stop() => _stopping.Cancel();

    public async ValueTask DisposeAsync()
    {
        Stop();
        await _running;
        _stopping.Dispose();
    }

    async Task<int> EndIdleAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var since = sessions.IdleSince;
        var idle = await connection.Command(AccountsSql.IdleSessions, since, Batch).ListAsync(Owned, cancellationToken);
        if (idle.Count == 0)
        {
            return 0;
        }

        var users = idle.Select(s => s.User).Distinct().ToArray();
        var versions = await ChangeLog.AdvanceAsync(connection, users, cancellationToken);
        var ended = await connection.Command(AccountsSql.EndIdleSessions, since, idle.Select(s => s.Session).ToArray())
            .ListAsync(Owned, cancellationToken);
        var byUser = ended.ToLookup(s => s.User, s => s.Session);
        foreach (var user in byUser)
        {
            await OwnDevices.RecordEndAsync(connection, user.Key, [.. user], cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        foreach (var (user, version) in versions.Where(v => byUser.Contains(v.User)))
        {
            devices.TellEnd(user, [.. byUser[user]], "idle for too long");
            devices.TellChanged(user, version);
        }

        return idle.Count;
    }

    static (Guid User, Guid Session) Owned(NpgsqlDataReader row) => (row.GetGuid(0), row.GetGuid(1));

    async Task EveryAsync(TimeSpan period, Func<CancellationToken, Task> work)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                try
                {
                    await work(_stopping.Token);
                }
                catch (Exception e) when (e is NpgsqlException or TimeoutException)
                {
                    Log.UpkeepFailed(logger, e);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The node is stopping; what was not done is done by the next.
        }
    }
}
