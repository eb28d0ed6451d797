using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Teahouse.Server.Gateway;

/// <summary>
/// Which users of this edge are in which wide conversations, and which sockets have which conversations open. Kept by user: the core is
/// asked when the first socket of a user says hello, and tells of every change after that. A change that comes while it is asked is
/// applied over its answer, which may have been read before or after; the last change of a conversation counts, since its owner tells them
/// in order.
/// </summary>
sealed class Crowds
{
    readonly Lock _gate = new();
    readonly Dictionary<Guid, Guest> _guests = [];
    readonly ConcurrentDictionary<Guid, Crowd> _crowds = new();

    /// <summary>Lets a user in whose socket is about to get ready; false when the core could not be asked.</summary>
    /// <param name="user">Who.</param>
    /// <param name="ask">Asks the core for the user's wide conversations; null when it does not answer.</param>
    public async ValueTask<bool> ArriveAsync(Guid user, Func<ValueTask<IReadOnlyList<Guid>?>> ask)
    {
        Guest guest;
        lock (_gate)
        {
            guest = CollectionsMarshal.GetValueRefOrAddDefault(_guests, user, out _) ??= new();
            guest.Sockets++;
            if (guest.IsKnown)
            {
                return true;
            }
        }

        IReadOnlyList<Guid>? answer = null;
        try
        {
            answer = await ask();
        }
        finally
        {
            lock (_gate)
            {
                if (answer is null)
                {
                    Leave(user, guest);
                }
                else if (!guest.IsKnown)
                {
                    Know(user, guest, answer);
                }
            }
        }

        return answer is not null;
    }

    /// <summary>A socket has gone whose user had been let in.</summary>
    public void Depart(Guid user)
    {
        lock (_gate)
        {
            Leave(user, _guests[user]);
        }
    }

    /// <summary>The core says that these users came into a wide conversation, or left it.</summary>
    public void Change(Guid conversation, ReadOnlySpan<Guid> users, bool inside)
    {
        lock (_gate)
        {
            foreach (var user in users)
            {
                if (!_guests.TryGetValue(user, out var guest))
                {
                    continue;
                }

                if (!guest.IsKnown)
                {
                    (guest.Changes ??= [])[conversation] = inside;
                }

                if (guest.IsKnown || guest.Inside is not null)
                {
                    Change(user, guest, conversation, inside);
                }
            }
        }
    }

    /// <summary>The core can no longer vouch for what it told: it is asked again about everybody who comes from now on.</summary>
    public void Doubt()
    {
        lock (_gate)
        {
            foreach (var guest in _guests.Values)
            {
                guest.IsKnown = false;
            }
        }
    }

    /// <summary>The conversation, when somebody here is in it or has it open.</summary>
    public Crowd? Of(Guid conversation) => _crowds.GetValueOrDefault(conversation);

    /// <summary>
    /// A socket begins to watch. From here on it gets the messages of these conversations besides those that it had open: before the core
    /// reads how far they have come, so that none falls between.
    /// </summary>
    /// <returns>The turn to settle.</returns>
    public int BeginWatch(Connection socket, IReadOnlyList<Guid> conversations)
    {
        lock (_gate)
        {
            Follow(socket, [.. socket.Followed.Union(conversations)]);
            socket.Watching++;
            return ++socket.WatchTurn;
        }
    }

    /// <summary>The same for what a socket has open already; null when it is watching something else just now.</summary>
    public int? BeginAgain(Connection socket)
    {
        lock (_gate)
        {
            return socket.Watching > 0 ? null : BeginWatch(socket, []);
        }
    }

    /// <summary>Ends what <see cref="BeginWatch"/> began.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="turn">What beginning answered.</param>
    /// <param name="conversations">What the socket has open now; null when it was refused, and has open what it had before.</param>
    /// <returns>False when a later watch has replaced this one.</returns>
    public bool SettleWatch(Connection socket, int turn, Guid[]? conversations)
    {
        lock (_gate)
        {
            socket.Watching--;
            if (turn != socket.WatchTurn)
            {
                return false;
            }

            socket.WatchedConversations = conversations ?? socket.WatchedConversations;
            Follow(socket, socket.WatchedConversations);
            return true;
        }
    }

    /// <summary>A socket has ended.</summary>
    public void Unwatch(Connection socket)
    {
        lock (_gate)
        {
            Follow(socket, []);
        }
    }

    void Follow(Connection socket, Guid[] conversations)
    {
        var next = socket.Ended ? [] : conversations;
        foreach (var conversation in next.Except(socket.Followed))
        {
            Open(conversation).Change(socket, watches: true);
        }

        foreach (var conversation in socket.Followed.Except(next))
        {
            var crowd = _crowds[conversation];
            crowd.Change(socket, watches: false);
            Close(crowd);
        }

        socket.Followed = next;
    }

    void Know(Guid user, Guest guest, IReadOnlyList<Guid> answer)
    {
        var inside = answer.ToHashSet();
        foreach (var (conversation, entered) in guest.Changes ?? [])
        {
            _ = entered ? inside.Add(conversation) : inside.Remove(conversation);
        }

        foreach (var conversation in inside.Union(guest.Inside ?? []).ToArray())
        {
            Change(user, guest, conversation, inside.Contains(conversation));
        }

        (guest.IsKnown, guest.Changes) = (true, null);
    }

    void Change(Guid user, Guest guest, Guid conversation, bool inside)
    {
        if (inside && (guest.Inside ??= []).Add(conversation))
        {
            Open(conversation).Change(user, inside);
        }
        else if (!inside && guest.Inside?.Remove(conversation) == true)
        {
            var crowd = _crowds[conversation];
            crowd.Change(user, inside);
            Close(crowd);
        }
    }

    void Leave(Guid user, Guest guest)
    {
        if (--guest.Sockets == 0)
        {
            foreach (var conversation in guest.Inside?.ToArray() ?? [])
            {
                Change(user, guest, conversation, inside: false);
            }

            _guests.Remove(user);
        }
    }

    Crowd Open(Guid conversation) => _crowds.GetOrAdd(conversation, static conversation => new(conversation));

    void Close(Crowd crowd)
    {
        if (crowd.IsEmpty)
        {
            _crowds.TryRemove(crowd.Conversation, out _);
        }
    }

    /// <summary>A user who has sockets here.</summary>
    sealed class Guest
    {
        /// <summary>Sockets that are ready or about to be.</summary>
        public int Sockets;

        /// <summary>The core has answered.</summary>
        public bool IsKnown;

        /// <summary>The wide conversations that the user is in.</summary>
        public HashSet<Guid>? Inside;

        /// <summary>What the core said before it had answered.</summary>
        public Dictionary<Guid, bool>? Changes;
    }
}
