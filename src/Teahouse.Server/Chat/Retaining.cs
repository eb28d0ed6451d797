using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Server.Media;

namespace Teahouse.Server.Chat;

/// <summary>
/// Deletes messages whose time is over, in the conversations that this node owns: those older than the days that the conversation keeps
/// them, or those that every member has read.
/// </summary>
sealed class Retaining(
    NpgsqlDataSource database, Writers writers, Partitions partitions, ChatOptions options, TimeProvider time, ILogger<Retaining> logger)
    : BackgroundService
{
    const int PageSize = 200;
    const int MostEntries = 500;

    // What nobody reads is not kept for ever.
    const int UnreadDays = 30;

    /// <summary>Deletes all whose time is over by now, a bounded number at a time.</summary>
    public async Task ExpireAsync(CancellationToken cancellationToken)
    {
        while (await PassAsync(cancellationToken))
        {
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.RetentionS), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ExpireAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                ChatLog.RetentionFailed(logger, e);
            }
        }
    }

    /// <summary>Looks at every conversation once; answers whether one of them has more to delete.</summary>
    async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        var (after, more) = (Guid.Empty, false);
        while (true)
        {
            var page = await database.Command(ChatSql.Expiring, after, PageSize, MostEntries, time.GetUtcNow(), UnreadDays)
                .ListAsync(Row, cancellationToken);
            var works = page.Where(row => row.Until > row.Expired && partitions.Epoch(Ids.Partition(row.Id)) > 0)
                .Select(row => (Row: row, Work: new ExpireWork(row.Id, row.Kept, row.Until))).ToList();
            works.ForEach(w => writers.Add(w.Work));
            foreach (var (row, work) in works)
            {
                var done = await work.Answered;
                more |= done.Refused is null && done.Value && row.Until - row.Expired >= MostEntries;
            }

            if (page.Count < PageSize)
            {
                return more;
            }

            after = page[^1].Id;
        }
    }

    static (Guid Id, Retention Kept, long Expired, long Until) Row(NpgsqlDataReader row) =>
        (row.GetGuid(0), new(row.GetString(1), row.IsDBNull(2) ? null : row.GetInt32(2)), row.GetInt64(3), row.IsDBNull(4) ? 0 : row.GetInt64(4));
}

/// <summary>
/// Deletes the bodies up to a seq, and what hangs on them, if the conversation is still to be kept as it was when that seq was found:
/// places only move forward, so nothing else can have made it wrong. Answers whether it did.
/// </summary>
sealed class ExpireWork : Work<bool>
{
    readonly Retention _kept;
    readonly long _until;
    Reach? _reach;
    MembersUpdate? _update;

    public ExpireWork(Guid conversation, Retention kept, long until) => (Conversation, _kept, _until) = (conversation, kept, until);

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        _update = null;
        if (state is null || state.Info.Retention != _kept || _until <= state.ExpiredSeq || _until > state.LastSeq)
        {
            return null;
        }

        foreach (var sql in ChatSql.Expiry)
        {
            batch.Besides(state, sql, state.Id, state.ExpiredSeq, _until);
        }

        batch.Besides(state, MediaReferences.DropWithin, state.Id, state.ExpiredSeq, _until, batch.Now);

        state.ExpiredSeq = _until;
        batch.Describe(state);
        (_reach, _update) = (state.Reach, new(state.Id, state.Rev, state.MemberCount, ExpiredSeq: _until));
        return null;
    }

    public override void Committed(Delivery delivery)
    {
        Answer(_update is not null);
        if (_update is not null)
        {
            delivery.Changed(_reach!, _update, []);
        }
    }
}
