namespace Teahouse.Server.Gateway;

/// <summary>
/// One conversation as an edge knows it: when it is wide, which of the users here are members of it, and which sockets have it open. One
/// lock covers who is in it and what they are pushed, so that whoever has left gets nothing more.
/// </summary>
sealed class Crowd(Guid conversation)
{
    readonly Lock _gate = new();
    readonly HashSet<Guid> _users = [];
    readonly HashSet<Connection> _watchers = [];

    public Guid Conversation => conversation;

    public bool IsEmpty => _users.Count == 0 && _watchers.Count == 0;

    public bool Has(Guid user)
    {
        lock (_gate)
        {
            return _users.Contains(user);
        }
    }

    public void Change(Guid user, bool inside)
    {
        lock (_gate)
        {
            _ = inside ? _users.Add(user) : _users.Remove(user);
        }
    }

    public void Change(Connection watcher, bool watches)
    {
        lock (_gate)
        {
            _ = watches ? _watchers.Add(watcher) : _watchers.Remove(watcher);
        }
    }

    /// <summary>Pushes to the members' sockets that have it open; answers to how many.</summary>
    public int PushToWatchers(in Updates updates)
    {
        var pushed = 0;
        lock (_gate)
        {
            foreach (var socket in _watchers)
            {
                if (_users.Contains(socket.User))
                {
                    updates.PushTo(socket.Outgoing);
                    pushed++;
                }
            }
        }

        return pushed;
    }

    /// <summary>Pushes to all the members' sockets, or to those that have not got it open; answers to how many.</summary>
    public int PushToMembers(Roster roster, bool unlessOpen, in Updates updates)
    {
        var pushed = 0;
        lock (_gate)
        {
            foreach (var user in _users)
            {
                foreach (var socket in roster.OfUser(user))
                {
                    if (!unlessOpen || !socket.HasOpen(conversation))
                    {
                        updates.PushTo(socket.Outgoing);
                        pushed++;
                    }
                }
            }
        }

        return pushed;
    }
}
