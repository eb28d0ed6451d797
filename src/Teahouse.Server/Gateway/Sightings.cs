using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Teahouse.Platform.Calls;

namespace Teahouse.Server.Gateway;

/// <summary>
/// Lets the core know when devices were last seen: those whose socket has closed at once, those who are connected seldom, since nobody is
/// told so of whoever is online. An edge that is killed loses no more than <see cref="Seldom"/> of it.
/// </summary>
sealed class Sightings(Roster roster, Switchboard switchboard, TimeProvider time, ILogger<Sightings> log)
{
    public static readonly TimeSpan Seldom = TimeSpan.FromMinutes(5);

    /// <summary>Sessions in one call.</summary>
    static int Batch => 1000;

    readonly ConcurrentQueue<Guid> _closed = new();
    long _toldAt = time.GetTimestamp();

    public void Closed(Guid session) => _closed.Enqueue(session);

    public void Turn()
    {
        var sessions = new HashSet<Guid>();
        while (_closed.TryDequeue(out var session))
        {
            sessions.Add(session);
        }

        if (time.GetElapsedTime(_toldAt) >= Seldom)
        {
            _toldAt = time.GetTimestamp();
            sessions.UnionWith(roster.Sessions);
        }

        foreach (var batch in sessions.Chunk(Batch))
        {
            _ = TellAsync(batch);
        }
    }

    async Task TellAsync(Guid[] sessions)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Seen(sessions), GatewayJson.Default.Seen);
        if ((await switchboard.AskAsync(new Call("seen", body), CancellationToken.None)).Status >= 400)
        {
            log.SightingsLost(sessions.Length);
        }
    }
}
