using System.Buffers.Text;
using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Postgres;
using Teahouse.Server.Accounts;
using Teahouse.Server.Chat;

namespace Teahouse.Server.Push;

/// <summary>A push that is due, and the device that it is for.</summary>
sealed record Due(
    Guid Session, Guid Conversation, long FirstSeq, long LastSeq, int Tries, Guid User, string Endpoint, byte[] P256dh, byte[] Auth,
    bool Previews)
{
    public bool IsTest => Conversation == Guid.Empty;

    public static Due Read(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetGuid(1), row.GetInt64(2), row.GetInt64(3), row.GetInt32(4), row.GetGuid(5), row.GetString(6),
            row.GetFieldValue<byte[]>(7), row.GetFieldValue<byte[]>(8), row.GetBoolean(9));
}

/// <summary>
/// Pushes what is due, if it is still worth it: not read, not taken back, the device still logged in and not looked at. Nodes may do it at
/// once; a row is taken by one of them.
/// </summary>
sealed class Pushing(
    NpgsqlDataSource database, Notices notices, LivingSessions living, Attended attended, Carrier carrier, PushOptions options,
    TimeProvider time, ILogger<Pushing> logger) : IAsyncDisposable
{
    const int Batch = 100;

    // Longer than fifty devices of one person whose push services do not answer: a node that holds a row longer has died.
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    readonly CancellationTokenSource _stopping = new();
    Task _running = Task.CompletedTask;

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Pushes all that is due now.</summary>
    public async Task PushDueAsync(CancellationToken cancellationToken)
    {
        for (var taken = Batch; taken == Batch;)
        {
            var now = time.GetUtcNow();
            var due = await database.Command(PushSql.Claim, now, now + Lease, Batch).ListAsync(Due.Read, cancellationToken);
            taken = due.Count;
            await Parallel.ForEachAsync(
                due.GroupBy(d => (d.User, d.Conversation)),
                new ParallelOptions { MaxDegreeOfParallelism = options.AtOnce, CancellationToken = cancellationToken },
                async (devices, ended) => await TellAsync([.. devices], ended));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    async Task RunAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.PollMs), time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                try
                {
                    attended.Sweep();
                    await PushDueAsync(_stopping.Token);
                }
                catch (Exception e) when (e is NpgsqlException or TimeoutException)
                {
                    Log.PushingFailed(logger, e);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The node is stopping; what was not pushed is due again later.
        }
    }

    /// <summary>Tells the devices of one person of one conversation.</summary>
    async Task TellAsync(IReadOnlyList<Due> devices, CancellationToken cancellationToken)
    {
        try
        {
            var (user, conversation) = (devices[0].User, devices[0].Conversation);
            var sessions = await living.AmongAsync([.. devices.Select(d => d.Session)], cancellationToken);
            var notice = devices[0].IsTest ? null
                : await notices.LookAsync(user, conversation, devices.Min(d => d.FirstSeq), cancellationToken);
            var stale = notice is null || notice.SentAt < time.GetUtcNow() - TimeSpan.FromSeconds(options.OldestS);
            var unread = stale ? 0 : await notices.UnreadAsync(user, cancellationToken);
            foreach (var device in devices)
            {
                var letter = device.IsTest ? Letter.Test(user) : stale ? null : Letter.About(user, conversation, notice!, unread, device.Previews);
                await (!sessions.Contains(device.Session) ? ForgetAsync(device, cancellationToken)
                    : letter is null || (!device.IsTest && attended.Is(device.Session)) || device.Tries > options.Tries
                        ? EndAsync(device, "not_needed", cancellationToken)
                    : BringAsync(device, letter, notice is null or { Direct: true } or { Mentioned: true }, cancellationToken));
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // One conversation must not keep the others waiting; it is due again when its lease ends.
            Log.PushBroke(logger, devices[0].Conversation, e);
        }
    }

    async Task BringAsync(Due device, Letter letter, bool urgent, CancellationToken cancellationToken)
    {
        var topic = Base64Url.EncodeToString(device.Conversation.ToByteArray());
        var (outcome, retryAfter) = await carrier.BringAsync(device, letter, topic, urgent, cancellationToken);
        await (outcome switch
        {
            Outcome.Gone => ForgetAsync(device, cancellationToken),
            Outcome.Later when device.Tries < options.Tries => PostponeAsync(device, retryAfter, cancellationToken),
            Outcome.Later => EndAsync(device, "given_up", cancellationToken),
            Outcome.Refused => EndAsync(device, "refused", cancellationToken),
            _ => EndAsync(device, "sent", cancellationToken),
        });
    }

    async Task EndAsync(Due device, string outcome, CancellationToken cancellationToken)
    {
        PushTelemetry.Ended(outcome);
        if (await database.Command(PushSql.End, device.Session, device.Conversation, device.LastSeq).RunAsync(cancellationToken) == 0)
        {
            await database.Command(
                PushSql.GoOn, device.Session, device.Conversation, device.LastSeq, time.GetUtcNow() + TimeSpan.FromMilliseconds(options.DelayMs))
                .RunAsync(cancellationToken);
        }
    }

    Task<int> PostponeAsync(Due device, TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        PushTelemetry.Ended("later");
        var doubled = FirstPause * Math.Pow(2, device.Tries - 1) * (1 + Random.Shared.NextDouble());
        var pause = retryAfter > doubled ? retryAfter.Value : doubled;
        return database.Command(PushSql.Postpone, device.Session, device.Conversation, time.GetUtcNow() + (pause < LongestPause ? pause : LongestPause))
            .RunAsync(cancellationToken);
    }

    Task<int> ForgetAsync(Due device, CancellationToken cancellationToken)
    {
        PushTelemetry.Ended("gone");
        Log.SubscriptionGone(logger, device.Session);
        return database.Command(PushSql.Forget, new[] { device.Session }).RunAsync(cancellationToken);
    }
}
