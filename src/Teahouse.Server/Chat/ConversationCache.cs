using Npgsql;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;

namespace Teahouse.Server.Chat;

/// <summary>The conversations that one writer knows, and which of them have rows that lag behind the log. Only the writer's loop uses it.</summary>
sealed class ConversationCache(NpgsqlDataSource database, IMessageLog log, Partitions partitions, int capacity)
{
    readonly Dictionary<Guid, ConversationState> _states = [];
    readonly Dictionary<Guid, HashSet<ConversationState>> _unsettledByUser = [];
    readonly HashSet<ConversationState> _unsettledWide = [];
    readonly HashSet<Guid> _mustReload = [];
    readonly HashSet<Guid> _doubtful = [];
    readonly HashSet<(Guid Conversation, Guid User)> _perhapsGone = [];

    /// <summary>What is known of a conversation at the present epoch of its partition.</summary>
    public ConversationState? Find(Guid id) =>
        _states.TryGetValue(id, out var state) && state.Epoch == partitions.Epoch(state.Partition) ? state : null;

    /// <summary>A conversation that comes to be with this batch.</summary>
    public ConversationState Create(
        Guid id, string kind, DateTimeOffset at, IEnumerable<MemberState> members, IReadOnlyList<User> users)
    {
        var state = new ConversationState(id, kind, 1, at, members, partitions.Epoch(Ids.Partition(id))) { Users = users };
        Add(state);
        return state;
    }

    public void Add(ConversationState state) => _states[state.Id] = state;

    /// <summary>Conversations whose rows lag behind and that this user may be in.</summary>
    public IEnumerable<ConversationState> UnsettledOf(Guid user) =>
        _unsettledByUser.TryGetValue(user, out var states) ? states.Concat(_unsettledWide) : _unsettledWide;

    /// <summary>The conversation's row lags behind from now on.</summary>
    public void Unsettle(ConversationState state)
    {
        if (!state.Settled)
        {
            return;
        }

        state.Settled = false;
        if (state.Wide)
        {
            _unsettledWide.Add(state);
            return;
        }

        foreach (var member in state.Members)
        {
            if (!_unsettledByUser.TryGetValue(member.UserId, out var states))
            {
                _unsettledByUser[member.UserId] = states = [];
            }

            states.Add(state);
        }
    }

    public void Settled(ConversationState state)
    {
        if (state.Settled)
        {
            return;
        }

        state.Settle();
        _unsettledWide.Remove(state);
        foreach (var member in state.Members)
        {
            if (_unsettledByUser.TryGetValue(member.UserId, out var states) && states.Remove(state) && states.Count == 0)
            {
                _unsettledByUser.Remove(member.UserId);
            }
        }
    }

    /// <summary>A member has come or goes: the conversation lags behind for them as for the others.</summary>
    public void MembersChange(ConversationState state, Action change)
    {
        var settled = state.Settled;
        Settled(state);
        change();
        if (!settled)
        {
            Unsettle(state);
        }
    }

    /// <summary>A transaction that touched these did not commit, or nobody knows: memory may be ahead of the database.</summary>
    public void Distrust(IEnumerable<ConversationState> states)
    {
        foreach (var state in states)
        {
            Settled(state);
            _states.Remove(state.Id);
            _mustReload.Add(state.Id);
        }
    }

    /// <summary>Nobody knows whether a transaction committed: whoever it concerns is told how things stand once that can be read.</summary>
    public void Doubt(Batch batch)
    {
        Distrust(batch.Touched);
        _doubtful.UnionWith(batch.Touched.Select(state => state.Id));
        _perhapsGone.UnionWith(batch.Gone);
    }

    /// <summary>What was in doubt and has been read again, and who is gone from it, with the seq.</summary>
    public async Task<(List<ConversationState> States, List<(Guid Conversation, Guid User, long Seq)> Gone)> ClearUpAsync(CancellationToken cancellationToken)
    {
        if (_doubtful.Count == 0)
        {
            return ([], []);
        }

        var gone = await database.Command(ChatSql.GoneAmong, _perhapsGone.Select(p => p.Conversation).ToArray(), _perhapsGone.Select(p => p.User).ToArray())
            .ListAsync(row => (row.GetGuid(0), row.GetGuid(1), row.GetInt64(2)), cancellationToken);
        var states = _doubtful.Select(Find).OfType<ConversationState>().ToList();
        return (states, gone);
    }

    public void Cleared()
    {
        _doubtful.Clear();
        _perhapsGone.Clear();
    }

    /// <summary>Reads what is asked for and not known, and what was distrusted. Conversations that do not exist stay unknown.</summary>
    public async Task LoadAsync(IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.Where(id => Find(id) is null).Concat(_mustReload).ToHashSet();
        if (wanted.Count == 0)
        {
            return;
        }

        MakeRoom(wanted.Count);
        var epochs = wanted.ToDictionary(id => id, id => partitions.Epoch(Ids.Partition(id)));
        var states = await ConversationRows.ReadAsync(database, [.. wanted], Guid.Empty, epochs, cancellationToken);
        var checkpoints = states.ToDictionary(s => s.Id, s => s.LastSeq);
        var byId = states.ToDictionary(s => s.Id);
        var beyond = await log.BeyondAsync([.. checkpoints.Keys], [.. checkpoints.Values], cancellationToken);
        var senders = beyond.Select(row => (State: byId[row.ConversationId], User: row.SenderId)).Where(s => !s.State.Knows(s.User)).ToHashSet();
        await LoadMembersAsync(senders, cancellationToken);
        beyond.ForEach(row => byId[row.ConversationId].Append(row));

        // What another node owns is not known here, however it reads.
        foreach (var state in states.Where(s => s.Epoch > 0))
        {
            _states[state.Id] = state;
            if (state.LastSeq > checkpoints[state.Id])
            {
                state.Untold = true;
                Unsettle(state);
            }
        }

        _mustReload.Clear();
    }

    /// <summary>Reads members of wide conversations that are not known yet.</summary>
    public async Task LoadMembersAsync(
        IReadOnlyCollection<(ConversationState State, Guid User)> wanted, CancellationToken cancellationToken)
    {
        if (wanted.Count == 0)
        {
            return;
        }

        var found = await ConversationRows.MembersAsync(
            database, [.. wanted.Select(w => w.State.Id)], [.. wanted.Select(w => w.User)], cancellationToken);
        var members = found.ToDictionary(f => (f.Conversation, f.State.UserId), f => f.State);
        foreach (var (state, user) in wanted)
        {
            state.Learn(user, members.GetValueOrDefault((state.Id, user)));
        }
    }

    void MakeRoom(int wanted)
    {
        if (_states.Count + wanted <= capacity)
        {
            return;
        }

        // Whole generations go at once: reloading is one query, bookkeeping per use would cost every message.
        foreach (var state in _states.Values.Where(s => s.Settled).Take(Math.Max(wanted, capacity / 4)).ToList())
        {
            _states.Remove(state.Id);
        }
    }
}
