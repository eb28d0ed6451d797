using System.Runtime.InteropServices;
using System.Text.Json;
using Teahouse.Platform.Bus;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Gateway;

/// <summary>
/// Who is connected, here and on the other edges, and who wants to know. Coming is told at once; going when the user has stayed away
/// for <see cref="Grace"/>. Each edge tells all edges about its own users, and again every <see cref="Renewal"/>: what it has not said
/// again within <see cref="Lease"/> is over, so that a lost edge leaves nobody online.
/// </summary>
sealed class Presences(IBus bus, Roster roster, GatewayMetrics metrics, TimeProvider time)
{
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>Users in one parcel.</summary>
    static int Batch => 4096;

    readonly Lock _gate = new();
    readonly Dictionary<Guid, long> _here = [];
    readonly Queue<(Guid User, long Due)> _leaving = new();
    readonly Dictionary<Guid, Dictionary<Guid, long>> _elsewhere = [];
    readonly Dictionary<Guid, Dictionary<Connection, WatchedPerson>> _watchers = [];
    long _renewed = time.GetTimestamp();

    /// <summary>The kind of parcel in which edges tell each other: to the users, the node and whether they are there.</summary>
    public static string Kind => "presence";

    /// <summary>This edge among the others, for as long as it runs.</summary>
    public Guid Node { get; } = Ids.New();

    /// <summary>Looks whether a user came or went, after one of their sockets did.</summary>
    public void Look(Guid user)
    {
        lock (_gate)
        {
            var connected = !roster.OfUser(user).IsEmpty;
            var known = _here.TryGetValue(user, out var due);
            if (connected && !known)
            {
                Change(user, () => _here[user] = 0);
                Tell([user], online: true);
            }
            else if (connected)
            {
                _here[user] = 0;
            }
            else if (known && due == 0)
            {
                due = After(Grace);
                _here[user] = due;
                _leaving.Enqueue((user, due));
            }
        }
    }

    /// <summary>Replaces what a socket watches and answers who of them is there.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="people">Those whose presence its user may see.</param>
    /// <param name="unlike">Left out of the answer: those whom the socket watched before and goes on watching.</param>
    public PresenceList Watch(Connection socket, IReadOnlyCollection<WatchedPerson> people, IReadOnlyCollection<Guid>? unlike = null)
    {
        lock (_gate)
        {
            Unwatch(socket);
            if (socket.Ended)
            {
                return new([]);
            }

            socket.WatchedUsers = [.. people.Select(person => person.UserId)];
            foreach (var person in people)
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(_watchers, person.UserId, out _) ??= [])[socket] = person;
            }

            return new([.. people.Where(person => unlike?.Contains(person.UserId) != true).Select(Seen)]);
        }
    }

    /// <summary>
    /// What others may see of a user has changed. None of these watches the user any more when this returns; what they may see now they
    /// are to ask again.
    /// </summary>
    /// <param name="user">Who is seen.</param>
    /// <param name="viewers">Who sees; all when it is empty.</param>
    /// <returns>The sockets that are to ask, and whether they have been watching the user.</returns>
    public IReadOnlyList<(Connection Socket, bool Watched)> Withdraw(Guid user, ReadOnlySpan<Guid> viewers)
    {
        var sockets = new List<(Connection Socket, bool Watched)>();
        lock (_gate)
        {
            if (viewers.IsEmpty && _watchers.TryGetValue(user, out var watchers))
            {
                sockets.AddRange(watchers.Keys.Select(socket => (socket, true)));
            }

            foreach (var viewer in viewers)
            {
                foreach (var socket in roster.OfUser(viewer))
                {
                    sockets.Add((socket, socket.WatchedUsers.Contains(user)));
                }
            }

            foreach (var (socket, _) in sockets)
            {
                socket.WatchedUsers = [.. socket.WatchedUsers.Where(watched => watched != user)];
                Forget(socket, user);
            }
        }

        return sockets;
    }

    public void Unwatch(Connection socket)
    {
        lock (_gate)
        {
            foreach (var user in socket.WatchedUsers)
            {
                Forget(socket, user);
            }

            socket.WatchedUsers = [];
        }
    }

    /// <summary>Hears from an edge, this one too.</summary>
    public void Receive(Parcel parcel)
    {
        var node = new Guid(parcel.Body.Span[..16]);
        if (node == Node)
        {
            return;
        }

        var online = parcel.Body.Span[16] != 0;
        lock (_gate)
        {
            foreach (var user in parcel.Ids())
            {
                Change(user, () => Elsewhere(user, node, online ? After(Lease) : 0), GoneAt);
            }
        }
    }

    /// <summary>Does what is due: ends graces and leases, renews one's own.</summary>
    public void Turn()
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            List<Guid> gone = [];
            while (_leaving.TryPeek(out var leaving) && leaving.Due <= now)
            {
                _leaving.Dequeue();
                if (_here.TryGetValue(leaving.User, out var due) && due == leaving.Due)
                {
                    Change(leaving.User, () => _here.Remove(leaving.User), GoneAt);
                    gone.Add(leaving.User);
                }
            }

            Tell(gone, online: false);
            foreach (var (user, node) in Expired(now))
            {
                // A lost edge: nobody knows since when.
                Change(user, () => Elsewhere(user, node, 0));
            }

            if (time.GetElapsedTime(_renewed, now) >= Renewal)
            {
                _renewed = now;
                Tell([.. _here.Keys], online: true);
            }
        }
    }

    /// <summary>When somebody was last there whose going is told now.</summary>
    DateTimeOffset GoneAt => time.GetUtcNow() - Grace;

    Presence Seen(WatchedPerson person)
    {
        var online = IsOnline(person.UserId);
        return new(person.UserId, online, online ? null : person.LastSeenAt);
    }

    void Forget(Connection socket, Guid user)
    {
        if (_watchers.TryGetValue(user, out var watchers) && watchers.Remove(socket) && watchers.Count == 0)
        {
            _watchers.Remove(user);
        }
    }

    List<(Guid User, Guid Node)> Expired(long now) =>
        [.. from user in _elsewhere from lease in user.Value where lease.Value <= now select (user.Key, lease.Key)];

    void Elsewhere(Guid user, Guid node, long until)
    {
        if (until > 0)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(_elsewhere, user, out _) ??= [])[node] = until;
        }
        else if (_elsewhere.TryGetValue(user, out var nodes) && nodes.Remove(node) && nodes.Count == 0)
        {
            _elsewhere.Remove(user);
        }
    }

    bool IsOnline(Guid user) => _here.ContainsKey(user) || _elsewhere.ContainsKey(user);

    /// <summary>Changes what is known of a user; counts it, and tells the watchers, when it makes a difference.</summary>
    void Change(Guid user, Action change, DateTimeOffset? goneAt = null)
    {
        var before = IsOnline(user);
        change();
        var online = IsOnline(user);
        if (online == before)
        {
            return;
        }

        metrics.Online(online ? 1 : -1);
        if (_watchers.TryGetValue(user, out var watchers))
        {
            var plain = Bytes(new(user, online));
            var dated = online || goneAt is null ? plain : Bytes(new(user, online, goneAt));
            foreach (var (socket, person) in watchers.ToArray())
            {
                socket.Push(person.ShowsLastSeen ? dated : plain);
            }
        }
    }

    static byte[] Bytes(PresenceUpdate update) => JsonSerializer.SerializeToUtf8Bytes(update, Wire.Json.Update);

    void Tell(List<Guid> users, bool online)
    {
        byte[] body = [.. Node.ToByteArray(), online ? (byte)1 : (byte)0];
        for (var i = 0; i < users.Count; i += Batch)
        {
            var batch = CollectionsMarshal.AsSpan(users).Slice(i, Math.Min(Batch, users.Count - i));
            bus.Tell(Address.Edges, new Parcel(Kind, Parcels.Audience(batch), body));
        }
    }

    long After(TimeSpan span) => time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency);
}
