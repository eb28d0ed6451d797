using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;
using Teahouse.Server.Media;

namespace Teahouse.Server.Chat;

/// <summary>Messages that wait for their time: written, listed, cancelled. <see cref="Scheduler"/> sends them.</summary>
sealed class Scheduling(
    NpgsqlDataSource database, IMessageLog log, Membership membership, ChangeLog changes, Attaching attaching, TimeProvider time)
{
    static readonly Refused Taken = new(Refusals.IdConflict, "The id is in use for another message.");

    public async ValueTask<Answer<Scheduled>> ScheduleAsync(ScheduleMessage request, Call call, CancellationToken cancellationToken)
    {
        if (Check(request) is { } wrong)
        {
            return wrong;
        }

        if (await membership.VisibleFromAsync(call.User, request.ConversationId, cancellationToken) is null)
        {
            return new Refused(Refusals.NotFound, "There is no such conversation of yours.");
        }

        var id = request.Id ?? Keyed.Id("teahouse/schedule", call);
        var at = request.SendAt.ToUniversalTime();
        var scheduled = new Scheduled(id, request.ConversationId, request.Content, at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond)),
            request.ReplyTo, request.Thread);
        if (request.Content is MediaContent media
            && (await attaching.ClaimAsync(call.User, conversation: null, media, id, cancellationToken)).Refused is { } unfit)
        {
            return unfit;
        }

        return await InsertAsync(scheduled, call.User, cancellationToken);
    }

    public async ValueTask<Answer<ScheduledList>> ListAsync(Nothing request, Call call, CancellationToken cancellationToken) =>
        new ScheduledList([.. (await database.Command(ChatSql.ScheduledOf, call.User).ListAsync(ScheduledRow.Read, cancellationToken))
            .Select(row => row.ToScheduled())]);

    public async ValueTask<Answer<Nothing>> CancelAsync(CancelScheduled request, Call call, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var versions = await ChangeLog.AdvanceAsync(connection, [call.User], cancellationToken);
        if (await connection.Command(ChatSql.CancelScheduled, request.ScheduledId, call.User).RunAsync(cancellationToken) == 0)
        {
            return new Refused(Refusals.NotFound, "No message of yours waits under this id; it may be sent.");
        }

        await connection.Command(MediaReferences.DropOf, new[] { request.ScheduledId }, time.GetUtcNow()).RunAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        changes.Tell(versions);
        return Nothing.Value;
    }

    /// <summary>Nobody sends what a closed account has left.</summary>
    public async Task HearAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var users = facts.Select(f => AccountsFacts.UserDeactivated.Read(f).UserId).ToArray();
        var dropped = await connection.Command(ChatSql.DropScheduled, users).ListAsync(row => row.GetGuid(0), cancellationToken);
        await connection.Command(MediaReferences.DropOf, dropped.ToArray(), time.GetUtcNow()).RunAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    Refused? Check(ScheduleMessage request)
    {
        var now = time.GetUtcNow();
        if (request.SendAt <= now || request.SendAt > now.AddDays(Limits.ScheduleDays))
        {
            return new(Refusals.InvalidField, $"send_at is in the future, at most {Limits.ScheduleDays} days.");
        }

        return request.Id == Guid.Empty ? new(Refusals.InvalidField, "The id is empty.") : Contents.Check(request.Content);
    }

    async Task<Answer<Scheduled>> InsertAsync(Scheduled scheduled, Guid user, CancellationToken cancellationToken)
    {
        var sent = await log.FindAsync([scheduled.Id], cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // It locks the person: two devices do not count at once.
        var versions = await ChangeLog.AdvanceAsync(connection, [user], cancellationToken);
        var content = Contents.Write(scheduled.Content);
        if (await connection.Command(ChatSql.ScheduledAs, scheduled.Id).FirstAsync(ScheduledRow.Read, cancellationToken) is { } known)
        {
            return known.IsSame(scheduled, content, user) ? known.ToScheduled() : Taken;
        }

        if ((await connection.Command(ChatSql.CountScheduled, user).ListAsync(r => r.GetInt64(0), cancellationToken))[0] >= Limits.ScheduledPerUser)
        {
            return new Refused(Refusals.TooMany, $"At most {Limits.ScheduledPerUser} messages can wait.");
        }

        var inserted = sent.Count == 0 && await connection.Command(ChatSql.Schedule, scheduled.Id, user, scheduled.ConversationId, content,
            scheduled.SendAt, scheduled.ReplyTo, scheduled.Thread).RunAsync(cancellationToken) > 0;
        if (!inserted)
        {
            return Taken;
        }

        if (scheduled.Content is MediaContent media)
        {
            await connection.Command(MediaReferences.Add, MediaReferences.Values(scheduled.Id, 0, user, null, media.Items))
                .RunAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        changes.Tell(versions);
        return scheduled;
    }
}

/// <summary>A message that waits, as it is stored.</summary>
sealed record ScheduledRow(
    Guid Id, Guid User, Guid Conversation, byte[] Content, DateTimeOffset SendAt, long? ReplyTo, long? Thread, string? Refused)
{
    public static ScheduledRow Read(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetGuid(7), row.GetGuid(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<DateTimeOffset>(3),
            row.IsDBNull(4) ? null : row.GetInt64(4), row.IsDBNull(5) ? null : row.GetInt64(5), row.IsDBNull(6) ? null : row.GetString(6));

    public Content ReadContent() => System.Text.Json.JsonSerializer.Deserialize(Content, Wire.Json.Content)!;

    public Scheduled ToScheduled() => new(Id, Conversation, ReadContent(), SendAt, ReplyTo, Thread, Refused);

    public bool IsSame(Scheduled other, byte[] content, Guid user) =>
        (User, Conversation, SendAt, ReplyTo, Thread) == (user, other.ConversationId, other.SendAt, other.ReplyTo, other.Thread)
        && Content.AsSpan().SequenceEqual(content);
}
