using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Media;

namespace Teahouse.Server.Chat;

/// <summary>
/// Sends messages when their time has come, by the ordinary road and under their own ids: whatever ends in between, each is sent once.
/// Nodes may do it at once.
/// </summary>
sealed class Scheduler(
    NpgsqlDataSource database, IBus bus, ChangeLog changes, ChatOptions options, TimeProvider time, ILogger<Scheduler> logger)
    : BackgroundService
{
    const int Batch = 100;

    static readonly DateTimeOffset Earliest = DateTimeOffset.UnixEpoch;

    /// <summary>Sends all that is due; what cannot be sent for now stays due.</summary>
    public async Task SendDueAsync(CancellationToken cancellationToken)
    {
        var (after, afterId, more) = (Earliest, Guid.Empty, true);
        while (more)
        {
            var claimed = await database.Command(ChatSql.ClaimDue, time.GetUtcNow(), after, afterId, Batch)
                .ListAsync(ScheduledRow.Read, cancellationToken);

            // They are all on their way, in order, before the first has arrived.
            var due = claimed.OrderBy(row => row.SendAt).ThenBy(row => row.Id).ToList();
            await Task.WhenAll(due.ConvertAll(row => SendAsync(row, cancellationToken)));
            more = due.Count == Batch;
            (after, afterId) = more ? (due[^1].SendAt, due[^1].Id) : (after, afterId);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.ScheduleMs), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SendDueAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                ChatLog.ScheduleFailed(logger, e);
            }
        }
    }

    async Task SendAsync(ScheduledRow row, CancellationToken cancellationToken)
    {
        var send = new SendMessage(row.ReadContent(), row.Id, row.Conversation, ReplyTo: row.ReplyTo, Thread: row.Thread);
        var call = new Call(Commands.Send.Name, JsonSerializer.SerializeToUtf8Bytes(send, Wire.Json.SendMessage)) { User = row.User };
        var reply = await bus.CallAsync(Address.Partition(Ids.Partition(row.Conversation)), call, cancellationToken);
        if (reply.Status == Commands.Send.Status)
        {
            await EndAsync(row, ChatSql.EndScheduled, [row.Id], sent: true, cancellationToken);
        }
        else if (Refusal(reply) is { Status: >= 400 and < 500 and not 429 } refusal)
        {
            await EndAsync(row, ChatSql.RefuseScheduled, [row.Id, refusal.Code], sent: false, cancellationToken);
        }
    }

    static Refusal? Refusal(Reply reply)
    {
        var code = reply.Body.IsEmpty ? null : JsonSerializer.Deserialize(reply.Body.Span, Wire.Json.Problem)?.Code;
        return Refusals.All.FirstOrDefault(r => r.Code == code);
    }

    async Task EndAsync(ScheduledRow row, string sql, object[] values, bool sent, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var versions = await ChangeLog.AdvanceAsync(connection, [row.User], cancellationToken);
        await connection.Command(sql, values).RunAsync(cancellationToken);
        if (sent)
        {
            // The message itself has its files now; what could not be sent holds them until it is cancelled.
            await connection.Command(MediaReferences.DropOf, new[] { row.Id }, time.GetUtcNow()).RunAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        changes.Tell(versions);
    }
}
