using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Platform;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>
/// The partitions this node owns, each at an epoch that only a newer owner can pass. The lease keeps nodes from taking partitions of each
/// other by accident; what keeps a late writer out is the fence, in the transaction itself.
/// </summary>
sealed class Partitions(
    NpgsqlDataSource database, IBus bus, CallTable calls, ChatOptions options, TimeProvider time, ILogger<Partitions> log) : BackgroundService
{
    readonly long[] _epochs = new long[Ids.Partitions];
    readonly IAsyncDisposable?[] _served = new IAsyncDisposable?[Ids.Partitions];
    readonly string _node = $"{Environment.MachineName}:{Environment.ProcessId}:{Ids.New():N}";
    bool _claimed;

    /// <summary>Every partition is this node's own.</summary>
    public bool OwnsAll => _claimed && Array.TrueForAll(_epochs, e => e > 0);

    /// <summary>The epoch at which this node owns a partition; 0 when it does not.</summary>
    public long Epoch(int partition) => Volatile.Read(ref _epochs[partition]);

    /// <summary>Adds the statement that makes a transaction fail unless each partition is still owned at the epoch its state was read at.</summary>
    public static void AddFence(NpgsqlBatch transaction, IEnumerable<ConversationState> states)
    {
        if (Faults.Is(Faults.MemoryFence))
        {
            return;
        }

        var held = states.Select(s => (s.Partition, s.Epoch)).Distinct().OrderBy(h => h.Partition).ToArray();
        transaction.Add(ChatSql.Hold, Array.ConvertAll(held, h => (short)h.Partition), Array.ConvertAll(held, h => h.Epoch));
    }

    /// <summary>What this node holds, as the horizon's statement wants it.</summary>
    public (short[] Parts, long[] Epochs) Held()
    {
        var held = Enumerable.Range(0, Ids.Partitions).Select(p => (Part: (short)p, Epoch: Epoch(p))).Where(h => h.Epoch > 0).ToArray();
        return (Array.ConvertAll(held, h => h.Part), Array.ConvertAll(held, h => h.Epoch));
    }

    /// <summary>A transaction met a newer owner: looks at once what is still held.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var held = new long[Ids.Partitions];
        foreach (var (part, epoch) in await database.Command(ChatSql.Owned, _node)
            .ListAsync(row => (row.GetInt16(0), row.GetInt64(1)), cancellationToken))
        {
            held[part] = epoch;
        }

        var lost = false;
        for (var part = 0; part < held.Length; part++)
        {
            lost |= Epoch(part) > 0 && held[part] == 0;
            await TakeAsync(part, held[part]);
        }

        if (lost)
        {
            ChatLog.Overtaken(log);
            bus.Tell(Address.Edges, Parcels.Astray());
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var served in _served)
        {
            await (served?.DisposeAsync() ?? default);
        }
    }

    /// <summary>Gives up the lease, so that another node need not wait for its end.</summary>
    public Task EndLeaseAsync(CancellationToken cancellationToken) =>
        database.Command(ChatSql.EndLease, _node).RunAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // On the in-process bus there is one core node: whoever starts last is meant, and fences a forgotten one.
        var force = bus is LocalBus;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ClaimAsync(force, stoppingToken);
                force = false;
                _claimed = true;
            }
            catch (NpgsqlException e)
            {
                ChatLog.ClaimFailed(log, e);
            }

            var wait = _claimed ? TimeSpan.FromSeconds(options.LeaseS / 3.0) : TimeSpan.FromMilliseconds(200);
            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task ClaimAsync(bool force, CancellationToken cancellationToken)
    {
        await database.Command(ChatSql.RenewLease, _node, (double)options.LeaseS).RunAsync(cancellationToken);
        await database.Command(ChatSql.Claim, _node, force).RunAsync(cancellationToken);
        await CheckAsync(cancellationToken);
    }

    async Task TakeAsync(int part, long epoch)
    {
        var before = Interlocked.Exchange(ref _epochs[part], epoch);
        if (before == epoch)
        {
            return;
        }

        if (before > 0)
        {
            await (_served[part]?.DisposeAsync() ?? default);
            _served[part] = null;
        }

        if (epoch > 0)
        {
            _served[part] = bus.Serve(Address.Partition(part), ServeAsync);
        }
    }

    ValueTask<Reply> ServeAsync(Call call, CancellationToken cancellationToken)
    {
        var handler = calls.Find(call.Name);
        Debug.Assert(handler is not null, "edges send only what the table of owned commands names");
        return handler(call, cancellationToken);
    }
}
