using System.Collections.Concurrent;
using Teahouse.Protocol;

namespace Teahouse.Server.Gateway;

/// <summary>The sockets of this node, found by user and by session without a lock.</summary>
sealed class Roster
{
    readonly ConcurrentDictionary<Guid, Connection[]> _users = new();
    readonly ConcurrentDictionary<Guid, Connection[]> _sessions = new();
    readonly ConcurrentDictionary<Connection, bool> _all = new();
    readonly ConcurrentDictionary<UInt128, int> _unready = new();
    int _count;
    int _ready;

    public int Count => Volatile.Read(ref _count);

    public int Unready => Count - Volatile.Read(ref _ready);

    /// <summary>Of those that are not ready, how many come from an address; see <see cref="Admission.Key(System.Net.IPAddress)"/>.</summary>
    public int UnreadyFrom(UInt128 address) => _unready.GetValueOrDefault(address);

    public IReadOnlyList<Connection> All => [.. _all.Keys];

    /// <summary>The sessions that have sockets here.</summary>
    public IEnumerable<Guid> Sessions => _sessions.Keys;

    public ReadOnlySpan<Connection> OfUser(Guid user) => _users.TryGetValue(user, out var sockets) ? sockets : default;

    public ReadOnlySpan<Connection> OfSession(Guid session) => _sessions.TryGetValue(session, out var sockets) ? sockets : default;

    public void Open(Connection socket)
    {
        Interlocked.Increment(ref _count);
        _all[socket] = true;
        _unready.AddOrUpdate(socket.AddressKey, 1, static (_, count) => count + 1);
    }

    /// <summary>Lets pushes find a socket whose user is known; false when the user has too many.</summary>
    public bool Enter(Connection socket)
    {
        if (Add(_users, socket.User, socket) > Limits.SocketsPerUser)
        {
            Remove(_users, socket.User, socket);
            return false;
        }

        Add(_sessions, socket.Session, socket);
        Interlocked.Increment(ref _ready);
        Greeted(socket);
        return true;
    }

    public void Leave(Connection socket)
    {
        Remove(_users, socket.User, socket);
        Remove(_sessions, socket.Session, socket);
        Interlocked.Decrement(ref _ready);
    }

    /// <summary>Ends the counting of a socket; one that got ready has left before.</summary>
    public void Close(Connection socket, bool wasReady)
    {
        _all.TryRemove(socket, out _);
        if (!wasReady)
        {
            Greeted(socket);
        }

        Interlocked.Decrement(ref _count);
    }

    void Greeted(Connection socket)
    {
        while (_unready.TryGetValue(socket.AddressKey, out var count))
        {
            if (count == 1 ? _unready.TryRemove(new(socket.AddressKey, 1)) : _unready.TryUpdate(socket.AddressKey, count - 1, count))
            {
                return;
            }
        }
    }

    static int Add(ConcurrentDictionary<Guid, Connection[]> index, Guid id, Connection socket) =>
        index.AddOrUpdate(id, static (_, socket) => [socket], static (_, others, socket) => [.. others, socket], socket).Length;

    static void Remove(ConcurrentDictionary<Guid, Connection[]> index, Guid id, Connection socket)
    {
        while (index.TryGetValue(id, out var sockets))
        {
            var others = Array.FindAll(sockets, other => other != socket);
            if (others.Length == 0 ? index.TryRemove(new(id, sockets)) : index.TryUpdate(id, others, sockets))
            {
                return;
            }
        }
    }
}
