using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform;
using Teahouse.Platform.Facts;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>
/// One loop that writes for a group of partitions. It takes all that waits, applies it in order to what it knows, commits it in one
/// transaction, and only then tells and answers: batches grow under load, and latency stays flat without it.
/// </summary>
sealed class Writer(
    NpgsqlDataSource database, IMessageLog log, Outbox outbox, Partitions partitions, People people, Acceptance acceptance,
    Delivery delivery, ChatOptions options, TimeProvider time, ILogger<Writer> logger)
{
    const int MostAttempts = 4;

    static readonly Refused Unknown = new(Refusals.Unavailable, "The outcome is not known yet; ask again.", TimeSpan.FromMilliseconds(500));

    readonly Channel<Work> _queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
    readonly ConversationCache _cache = new(database, log, partitions, options.CachedConversations);
    readonly RecentIds _recent = new(Faults.Is(Faults.NoUniqueId) ? 0 : options.RememberedIds);

    public int Waiting => _queue.Reader.Count;

    /// <summary>Queues work; refuses it at once when too much waits or the writer is stopping.</summary>
    public void Add(Work work)
    {
        if (!_queue.Writer.TryWrite(work))
        {
            work.Refuse(_queue.Reader.Completion.IsCompleted
                ? new(Refusals.Stopping, "The server is stopping.", TimeSpan.FromSeconds(1))
                : new(Refusals.Overloaded, "Too many commands wait for this conversation's owner.", TimeSpan.FromSeconds(1)));
        }
    }

    /// <summary>Lets nothing more in; the loop ends when what waits is done.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    public async Task RunAsync()
    {
        var works = new List<Work>(options.BatchSize);
        while (await _queue.Reader.WaitToReadAsync())
        {
            works.Clear();
            while (works.Count < options.BatchSize && _queue.Reader.TryRead(out var work))
            {
                works.Add(work);
            }

            try
            {
                await CarryOutAsync(works);
            }
            catch (Exception e)
            {
                // The loop must outlive a bug in one command; those who wait are told that the outcome is not known.
                ChatLog.BatchFailed(logger, e, works.Count);
                RefuseAll(works, Unknown);
            }
        }
    }

    async Task CarryOutAsync(List<Work> works)
    {
        var left = works;
        for (var attempt = 1; ; attempt++)
        {
            var batch = new Batch(_recent, _cache, time.GetUtcNow());
            var accepted = new List<Work>(left.Count);
            Outcome outcome;
            try
            {
                await ApplyAsync(batch, left, accepted);
                outcome = await CommitAsync(batch, accepted);
                if (outcome == Outcome.Committed)
                {
                    await FinishAsync(batch, accepted);
                    return;
                }
            }
            catch
            {
                _recent.Forget(batch.Rows);
                _cache.Doubt(batch);
                throw;
            }

            _cache.Distrust(batch.Touched);
            if (outcome == Outcome.Unknown || attempt == MostAttempts)
            {
                _cache.Doubt(batch);
                _recent.Forget(batch.Rows);
                RefuseAll(accepted, Unknown);
                return;
            }

            left = accepted;
        }
    }

    /// <summary>Applies what can be done to what is known; what cannot be done is refused here.</summary>
    async Task ApplyAsync(Batch batch, IReadOnlyList<Work> works, List<Work> accepted)
    {
        await _cache.LoadAsync(works.Where(w => w.Conversation != Guid.Empty).Select(w => w.Conversation), CancellationToken.None);
        await delivery.FoundAsync(await _cache.ClearUpAsync(CancellationToken.None));
        _cache.Cleared();
        var needs = new Needs();
        foreach (var work in works)
        {
            if (_cache.Find(work.Conversation) is { } state)
            {
                work.Need(needs, state);
            }
        }

        await batch.LoadAsync(needs, log, database, CancellationToken.None);
        await acceptance.LoadAsync(needs, CancellationToken.None);
        foreach (var work in works)
        {
            var refused = await ApplyAsync(batch, work);
            if (refused is null)
            {
                accepted.Add(work);
            }
            else
            {
                work.Refuse(refused);
            }
        }
    }

    async ValueTask<Refused?> ApplyAsync(Batch batch, Work work)
    {
        if (work.Conversation == Guid.Empty)
        {
            return work.Apply(batch, null);
        }

        if (partitions.Epoch(Ids.Partition(work.Conversation)) == 0)
        {
            return Unknown;
        }

        if (work.Shows is { } person && !await people.ExistsAsync(person, CancellationToken.None))
        {
            return new(Refusals.NotFound, "There is no such person.");
        }

        var state = _cache.Find(work.Conversation);
        if (state is null && work.Opens is { } opens)
        {
            (state, var refused) = await OpenAsync(batch, opens);
            if (refused is not null)
            {
                return refused;
            }
        }

        return work.Apply(batch, state);
    }

    /// <summary>A direct conversation comes to be with the first thing done in it, if both people exist and the other takes it.</summary>
    async Task<(ConversationState? State, Refused? Refused)> OpenAsync(Batch batch, OpenDirect opens)
    {
        Guid[] both = opens.One == opens.Other ? [opens.One] : [opens.One, opens.Other];
        var users = await people.SeenByAsync(opens.One, both, CancellationToken.None);
        if (users.Count < both.Length)
        {
            return default;
        }

        var accepted = await acceptance.BetweenAsync(opens, CancellationToken.None);
        if (!accepted.Contains(opens.One))
        {
            return (null, Rights.NotTaken);
        }

        var id = Ids.Direct(opens.One, opens.Other);
        var state = _cache.Create(id, Kinds.Direct, batch.Now, both.Select(u => new MemberState(u) { JoinedAt = batch.Now }), users);
        state.MemberCount = both.Length;
        state.Accepted = accepted;
        batch.Open(state);
        return (state, null);
    }

    async Task<Outcome> CommitAsync(Batch batch, List<Work> accepted)
    {
        if (Faults.Is(Faults.AckBeforeCommit))
        {
            TellAndAnswer(accepted);
        }

        if (batch.IsEmpty)
        {
            return Outcome.Committed;
        }

        try
        {
            await using var connection = await database.OpenConnectionAsync();
            var doubt = false;
            connection.Notice += (_, e) => doubt |= e.Notice.SqlState == "01000";
            await using var transaction = await batch.ToTransactionAsync(connection, log, CancellationToken.None);
            await transaction.ExecuteNonQueryAsync();

            // With the warning it is committed here, but no standby has said that it has it: not lost, not safe, so not answered.
            return doubt ? Outcome.Unknown : Outcome.Committed;
        }
        catch (PostgresException e)
        {
            return await ExplainAsync(e, batch, accepted);
        }
        catch (NpgsqlException e)
        {
            ChatLog.CommitUnknown(logger, e, accepted.Count);
            return Outcome.Unknown;
        }
    }

    /// <summary>The database refused the transaction for certain: nothing of it is stored. Says what to do next.</summary>
    async Task<Outcome> ExplainAsync(PostgresException e, Batch batch, List<Work> accepted)
    {
        switch (e.SqlState)
        {
            case ChatSql.FenceLost:
                await partitions.CheckAsync(CancellationToken.None);
                return Outcome.Unknown;
            case PostgresErrorCodes.UniqueViolation:
                // A message of an earlier connection or process is sent again, or another owner took the place: remember, and try again.
                _recent.Forget(batch.Rows);
                foreach (var row in await log.FindAsync([.. batch.Rows.Select(r => r.Id)], CancellationToken.None))
                {
                    _recent.Add(row);
                }

                return Outcome.Repeated;
            case PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected:
                _recent.Forget(batch.Rows);
                return Outcome.Repeated;
            default:
                ChatLog.CommitUnknown(logger, e, accepted.Count);
                return Outcome.Unknown;
        }
    }

    async Task FinishAsync(Batch batch, List<Work> accepted)
    {
        foreach (var state in batch.Settling)
        {
            _cache.Settled(state);
        }

        delivery.Opened(batch.Opened);
        if (!Faults.Is(Faults.AckBeforeCommit))
        {
            TellAndAnswer(accepted);
        }

        if (batch.Rows.Count > 0)
        {
            outbox.Ring();
            ChatTelemetry.Posted(batch.Rows.Count);
        }

        await delivery.FoundAsync(batch.Settling);
    }

    void TellAndAnswer(List<Work> accepted)
    {
        foreach (var work in accepted)
        {
            work.Committed(delivery);
        }

        delivery.Send();
        foreach (var work in accepted)
        {
            work.Told();
        }
    }

    static void RefuseAll(IEnumerable<Work> works, Refused refused)
    {
        foreach (var work in works)
        {
            work.Refuse(refused);
        }
    }

    enum Outcome
    {
        Committed,
        Repeated,
        Unknown,
    }
}
