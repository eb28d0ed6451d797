using Npgsql;

namespace Teahouse.Server.Chat;

/// <summary>The conversations that one writer knows, and which of them have rows that lag behind the log. Only the writer's loop uses it.</summary>
sealed class ConversationCache(NpgsqlDataSource database, IMessageLog log, Partitions partitions, int capacity)
{
    readonly Dictionary<Guid, ConversationState> _states = [];
    readonly Dictionary<Guid, HashSet<ConversationState>> _unsettledByUser = [];
    readonly HashSet<Guid> _mustReload = [];

    /// <summary>What is known of a conversation at the present epoch of its partition.</summary>
    public ConversationState? Find(Guid id) =>
        _states.TryGetValue(id, out var state) && state.Epoch == partitions.Epoch(state.Partition) ? state : null;

    public void Add(ConversationState state) => _states[state.Id] = state;

    /// <summary>Conversations of this user whose rows lag behind.</summary>
    public IReadOnlyCollection<ConversationState> UnsettledOf(Guid user) => _unsettledByUser.GetValueOrDefault(user) ?? [];

    /// <summary>The conversation's row lags behind from now on.</summary>
    public void Unsettle(ConversationState state)
    {
        if (!state.Settled)
        {
            return;
        }

        state.Settled = false;
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

        state.Settled = true;
        foreach (var member in state.Members)
        {
            if (_unsettledByUser.TryGetValue(member.UserId, out var states) && states.Remove(state) && states.Count == 0)
            {
                _unsettledByUser.Remove(member.UserId);
            }
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

    /// <summary>Reads what is asked for and not known, and what was distrusted. Conversations that do not exist stay unknown.</summary>
    public async Task LoadAsync(IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.Where(id => Find(id) is null).Concat(_mustReload).ToHashSet();
        if (wanted.Count == 0)
        {
            return;
        }

        MakeRoom(wanted.Count);
        var epochs = wanted.ToDictionary(id => id, id => partitions.Epoch(Protocol.Ids.Partition(id)));
        var states = await ConversationRows.ReadAsync(database, [.. wanted], epochs, cancellationToken);
        var checkpoints = states.ToDictionary(s => s.Id, s => s.LastSeq);
        foreach (var row in await log.BeyondAsync([.. checkpoints.Keys], [.. checkpoints.Values], cancellationToken))
        {
            states.Find(s => s.Id == row.ConversationId)!.Append(row.Seq, row.N, row.SenderId, row.SentAt);
        }

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
