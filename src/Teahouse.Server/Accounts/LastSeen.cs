using System.Collections.Concurrent;
using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;

namespace Teahouse.Server.Accounts;

sealed record Seen(IReadOnlyList<Guid> SessionIds);

/// <summary>
/// When devices were last seen, written for many at once: a storm of reconnects must not become a storm of commits. A node that is
/// killed loses some seconds of it.
/// </summary>
sealed class LastSeen(NpgsqlDataSource database, TimeProvider time)
{
    static readonly TimeSpan _atMostEvery = TimeSpan.FromMinutes(1);
    const int MayWait = 100_000;

    ConcurrentDictionary<Guid, (DateTimeOffset At, string? Address)> _seen = new();

    /// <summary>The device was seen just now; it is written when that is worth a minute.</summary>
    public void Note(Guid session, DateTimeOffset before, string address)
    {
        var now = time.GetUtcNow();
        if (now - before >= _atMostEvery && _seen.Count < MayWait)
        {
            _seen[session] = (now, address);
        }
    }

    /// <summary>Carries out <c>seen</c>, by which an edge says that these devices are connected, or were until just now.</summary>
    public ValueTask<Reply> NoteAsync(Call call, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var session in JsonSerializer.Deserialize(call.Body.Span, AccountsJson.Default.Seen)!.SessionIds)
        {
            if (_seen.Count < MayWait)
            {
                _seen.AddOrUpdate(session, (now, null), (_, seen) => (now, seen.Address));
            }
        }

        return new(new Reply(204, default));
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_seen.IsEmpty)
        {
            return;
        }

        var seen = Interlocked.Exchange(ref _seen, new()).ToArray();
        var write = database.Command(
            AccountsSql.Seen,
            Array.ConvertAll(seen, s => s.Key), Array.ConvertAll(seen, s => s.Value.At), Array.ConvertAll(seen, s => s.Value.Address));
        await write.RunAsync(cancellationToken);
    }
}
