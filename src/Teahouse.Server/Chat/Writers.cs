using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;
using Teahouse.Platform;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>The writer loops of this node; a partition always goes to the same one.</summary>
sealed class Writers : IHostedService
{
    readonly Writer[] _writers;
    readonly Partitions _partitions;
    readonly NpgsqlDataSource _database;
    Task _running = Task.CompletedTask;

    public Writers(
        NpgsqlDataSource database, IMessageLog log, Outbox outbox, Partitions partitions, People people, IBus bus, Acceptance acceptance,
        Hiding hiding, ChatOptions options, TimeProvider time, ILogger<Writer> logger)
    {
        (_database, _partitions) = (database, partitions);
        _writers = [.. Enumerable.Range(0, options.Writers).Select(_ =>
            new Writer(database, log, outbox, partitions, people, acceptance, new Delivery(bus, log, hiding), options, time, logger))];
    }

    public void Add(Work work) => _writers[Ids.Partition(work.Conversation) % _writers.Length].Add(work);

    public ValueTask<Answer<TAnswer>> DoAsync<TAnswer>(Work<TAnswer> work)
    {
        Add(work);
        return work.Answered;
    }

    /// <summary>Work for the loop of a partition, whatever it concerns.</summary>
    public void Add(Work work, int partition) => _writers[partition % _writers.Length].Add(work);

    /// <summary>After this the database holds all of the user's conversations up to the last committed message.</summary>
    public Task<Refused?> SettleAsync(Guid user) => EachAsync(() => new SettleUserWork(user));

    /// <summary>After this, all that was committed before it was asked for has been told.</summary>
    public Task<Refused?> BarrierAsync() => EachAsync(() => new BarrierWork());

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Faults.Is(Faults.NoUniqueId))
        {
            await _database.Command(ChatSql.ForgetIndexOfIds).RunAsync(cancellationToken);
        }

        _running = Task.WhenAll(_writers.Select(w => Task.Run(w.RunAsync, CancellationToken.None)));
    }

    /// <summary>Lets nothing more in, finishes what waits, and gives up the lease.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var writer in _writers)
        {
            writer.Complete();
        }

        await _running.WaitAsync(cancellationToken);
        await _partitions.EndLeaseAsync(cancellationToken);
    }

    async Task<Refused?> EachAsync(Func<Work<bool>> work)
    {
        var works = Array.ConvertAll(_writers, writer =>
        {
            var one = work();
            writer.Add(one);
            return one;
        });
        foreach (var one in works)
        {
            if ((await one.Answered).Refused is { } refused)
            {
                return refused;
            }
        }

        return null;
    }
}
