using Npgsql;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;

namespace Teahouse.Server.Chat;

/// <summary>What one transaction of a writer will commit.</summary>
sealed class Batch(RecentIds recent, ConversationCache cache, DateTimeOffset now)
{
    readonly List<LogRow> _rows = [];
    readonly List<ConversationState> _opened = [];
    readonly HashSet<(ConversationState State, MemberState Member)> _moved = [];
    readonly HashSet<ConversationState> _settling = [];
    readonly HashSet<ConversationState> _touched = [];

    /// <summary>The time of this transaction, in whole milliseconds so that it survives every format unchanged.</summary>
    public DateTimeOffset Now { get; } = new(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    public RecentIds Recent { get; } = recent;
    public ConversationCache Cache { get; } = cache;
    public IReadOnlyList<LogRow> Rows => _rows;
    public IReadOnlyList<ConversationState> Opened => _opened;
    public IReadOnlyCollection<ConversationState> Touched => _touched;
    public IReadOnlyCollection<ConversationState> Settling => _settling;
    public bool IsEmpty => _touched.Count == 0;

    /// <summary>Gives a message the next place in its conversation.</summary>
    public LogRow Append(ConversationState state, Guid id, Guid sender, byte[] content)
    {
        var row = new LogRow(state.Id, state.Generation, state.LastSeq + 1, state.LastN + 1, id, sender, Now, content);
        state.Append(row.Seq, row.N, sender, Now);
        _rows.Add(row);
        _touched.Add(state);
        Cache.Unsettle(state);
        Recent.Add(row);
        return row;
    }

    public void Open(ConversationState state)
    {
        _opened.Add(state);
        _touched.Add(state);
    }

    /// <summary>A member's pointers moved: they are stored, and the conversation counts as changed.</summary>
    public void Move(ConversationState state, MemberState member)
    {
        _moved.Add((state, member));
        Settle(state);
    }

    /// <summary>Brings the conversation's row, and its members', up to what is known.</summary>
    public void Settle(ConversationState state)
    {
        _settling.Add(state);
        _touched.Add(state);
    }

    public async ValueTask<NpgsqlBatch> ToTransactionAsync(
        NpgsqlConnection connection, IMessageLog log, CancellationToken cancellationToken)
    {
        var transaction = new NpgsqlBatch(connection);
        Partitions.AddFence(transaction, _touched);
        if (_opened.Count > 0)
        {
            AddOpened(transaction);
        }

        if (_rows.Count > 0)
        {
            await log.AppendAsync(transaction, _rows, cancellationToken);
            transaction.BatchCommands.Add(Outbox.Append(ChatFacts.Posted, Posted()));
        }

        if (_settling.Count > 0)
        {
            AddSettled(transaction);
        }

        return transaction;
    }

    void AddOpened(NpgsqlBatch transaction)
    {
        transaction.Add(ChatSql.CreateConversations, Column(_opened, s => s.Id), Column(_opened, s => s.Kind),
            Column(_opened, s => s.CreatedAt));
        var members = _opened.SelectMany(s => s.Members.Select(m => (s.Id, m.UserId))).ToList();
        transaction.Add(ChatSql.CreateMembers, Column(members, m => m.Id), Column(members, m => m.UserId));
    }

    void AddSettled(NpgsqlBatch transaction)
    {
        foreach (var state in _settling.Where(s => !s.Settled))
        {
            foreach (var member in state.Members)
            {
                _moved.Add((state, member));
            }
        }

        if (_moved.Count > 0)
        {
            transaction.Add(ChatSql.MovePointers, Column(_moved, m => m.State.Id), Column(_moved, m => m.Member.UserId),
                Column(_moved, m => m.Member.DeliveredSeq), Column(_moved, m => m.Member.ReadSeq), Column(_moved, m => m.Member.ReadN));
        }

        transaction.Add(ChatSql.Settle, Column(_settling, s => s.Id), Column(_settling, s => s.LastSeq), Column(_settling, s => s.LastN),
            Column(_settling, s => s.ActiveAt));
    }

    MessagesPosted Posted()
    {
        var ranges = new Dictionary<Guid, PostedRange>();
        foreach (var row in _rows)
        {
            var first = ranges.TryGetValue(row.ConversationId, out var range) ? range.FirstSeq : row.Seq;
            ranges[row.ConversationId] = new(row.ConversationId, first, row.Seq);
        }

        return new([.. ranges.Values]);
    }

    static TColumn[] Column<T, TColumn>(IReadOnlyCollection<T> rows, Func<T, TColumn> value)
    {
        var column = new TColumn[rows.Count];
        var i = 0;
        foreach (var row in rows)
        {
            column[i++] = value(row);
        }

        return column;
    }
}
