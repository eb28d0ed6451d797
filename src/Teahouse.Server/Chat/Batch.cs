using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Media;

namespace Teahouse.Server.Chat;

/// <summary>What one transaction of a writer will commit.</summary>
sealed class Batch(RecentIds recent, ConversationCache cache, DateTimeOffset now)
{
    static readonly byte[] Change = JsonSerializer.SerializeToUtf8Bytes(new ChangeContent(), Wire.Json.Content);

    readonly List<LogRow> _rows = [];
    readonly List<ConversationState> _opened = [];
    readonly HashSet<ConversationState> _described = [];
    readonly List<ConversationState> _widened = [];
    readonly Dictionary<(Guid Conversation, Guid User), (ConversationState State, MemberState Member)> _put = [];
    readonly Dictionary<(Guid Conversation, long Seq), LogRow> _messages = [];
    readonly HashSet<(Guid Conversation, long Seq)> _changed = [];
    readonly List<(Guid Conversation, long Seq, Guid User)> _mentions = [];
    readonly HashSet<(ConversationState State, MemberState Member)> _moved = [];
    readonly HashSet<ConversationState> _settling = [];
    readonly HashSet<ConversationState> _touched = [];
    readonly List<(string Sql, object?[] Values)> _besides = [];
    readonly List<LinkPosted> _links = [];

    /// <summary>The time of this transaction, in whole milliseconds so that it survives every format unchanged.</summary>
    public DateTimeOffset Now { get; } = new(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    /// <summary>What single members have put on the messages that works need.</summary>
    public Marks Marks { get; } = new();

    public RecentIds Recent { get; } = recent;
    public ConversationCache Cache { get; } = cache;
    public IReadOnlyList<LogRow> Rows => _rows;
    public IReadOnlyList<ConversationState> Opened => _opened;
    public IReadOnlyCollection<ConversationState> Touched => _touched;
    public IReadOnlyCollection<ConversationState> Settling => _settling;
    public bool IsEmpty => _touched.Count == 0;

    /// <summary>Who is no longer a member if this is committed.</summary>
    public IEnumerable<(Guid Conversation, Guid User)> Gone => _put.Where(p => p.Value.Member.RemovedSeq is not null).Select(p => p.Key);

    /// <summary>Reads what the works need.</summary>
    public async ValueTask LoadAsync(Needs needs, IMessageLog log, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await Cache.LoadMembersAsync(needs.Members, cancellationToken);
        if (needs.Ids.Count > 0)
        {
            (await log.FindAsync([.. needs.Ids], cancellationToken)).ForEach(Recent.Add);
        }

        await Marks.LoadAsync(needs, database, cancellationToken);
        if (needs.Messages.Count > 0)
        {
            foreach (var row in await log.AtAsync(
                [.. needs.Messages.Select(m => m.Conversation)], [.. needs.Messages.Select(m => m.Seq)], cancellationToken))
            {
                _messages[(row.ConversationId, row.Seq)] = row;
            }
        }
    }

    /// <summary>
    /// A message that a work said it needs, as it is after what this batch has done so far; null when there is none. What retention has
    /// deleted is a stub here at once.
    /// </summary>
    public LogRow? Message(ConversationState state, long seq) =>
        _messages.GetValueOrDefault((state.Id, seq)) is not { } row ? null
        : seq <= state.ExpiredSeq && Messages.IsLiving(row) ? Messages.Expired(row)
        : row;

    /// <summary>Gives a message the next place in its conversation.</summary>
    public LogRow Append(ConversationState state, Guid id, Guid sender, byte[] content)
    {
        var row = Append(state, Entry(state, id, sender, content, counts: true));
        Recent.Add(row);
        return row;
    }

    /// <summary>The next entry of a conversation, not yet appended.</summary>
    public LogRow Entry(ConversationState state, Guid id, Guid sender, byte[] content, bool counts) =>
        new(state.Id, state.Generation, state.LastSeq + 1, state.LastN + (counts ? 1 : 0), id, sender, Now, content);

    public LogRow Append(ConversationState state, LogRow row)
    {
        state.Append(row);
        _rows.Add(row);
        _touched.Add(state);
        Cache.Unsettle(state);
        return row;
    }

    /// <summary>A line of the system, about a message where it is about one.</summary>
    public LogRow AppendEvent(ConversationState state, Guid actor, EventContent what, long? about = null) =>
        Append(state, Entry(state, Ids.New(), actor, JsonSerializer.SerializeToUtf8Bytes(what, Wire.Json.Content), counts: false) with
        {
            ReplyTo = about,
        });

    /// <summary>
    /// A message, which a work has said it needs, is different from now on: its row is stored anew, and an entry says so. The state's digest
    /// keeps a repeated send recognisable.
    /// </summary>
    public LogRow AppendChange(ConversationState state, Guid actor, LogRow changed)
    {
        var entry = Append(state, Entry(state, Ids.New(), actor, Change, counts: false) with { Target = changed.Seq });
        var before = _messages[(state.Id, changed.Seq)];
        if (!ReferenceEquals(before.Content, changed.Content) && before.State?.Digest is null)
        {
            changed = changed with { State = (changed.State ?? new()) with { Digest = SHA256.HashData(before.Content) } };
        }

        Put(changed with { Rev = entry.Seq });
        return entry;
    }

    /// <summary>Stores a message anew without an entry of its own: what changed follows from another entry.</summary>
    public void Put(LogRow changed)
    {
        _messages[(changed.ConversationId, changed.Seq)] = changed;
        _changed.Add((changed.ConversationId, changed.Seq));
    }

    public void Mention(ConversationState state, long seq, IEnumerable<Guid> users) =>
        _mentions.AddRange(users.Select(user => (state.Id, seq, user)));

    public void Open(ConversationState state)
    {
        _opened.Add(state);
        _touched.Add(state);
        if (!state.IsDirect)
        {
            Describe(state);
        }
    }

    /// <summary>Info, counts or pointers of the conversation itself changed.</summary>
    public void Describe(ConversationState state)
    {
        _described.Add(state);
        Settle(state);
    }

    /// <summary>The members' rows of a conversation are marked as those of a wide one.</summary>
    public void Widen(ConversationState state) => _widened.Add(state);

    /// <summary>A member has come, changed or gone.</summary>
    public void Put(ConversationState state, MemberState member)
    {
        _put[(state.Id, member.UserId)] = (state, member);
        _moved.Remove((state, member));
        Settle(state);
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

    /// <summary>One more statement in the same transaction, for a table that no writer keeps in memory.</summary>
    public void Besides(ConversationState state, string sql, params object?[] values)
    {
        _besides.Add((sql, values));
        _touched.Add(state);
    }

    /// <summary>A message has these files: they live as long as it has them.</summary>
    public void Attach(ConversationState state, LogRow row, IEnumerable<MediaItem> files) => Besides(
        state, MediaReferences.Add, MediaReferences.Values(state.Id, row.Seq, row.SenderId, state.Info.WorkspaceId, files));

    /// <summary>A message links to a page from here on: whoever looks at pages hears of it.</summary>
    public void Link(ConversationState state, long seq)
    {
        List(state, seq);
        _links.Add(new(state.Id, seq));
    }

    /// <summary>A message is listed with the links, and has a picture of the page where there is one.</summary>
    public void List(ConversationState state, long seq, MediaItem? picture = null) =>
        Besides(state, MediaReferences.AddLink, MediaReferences.ValuesOfLink(state.Id, seq, picture));

    /// <summary>A message does not link to what it linked to.</summary>
    public void Unlink(ConversationState state, long seq) => Besides(state, MediaReferences.DropLink, state.Id, seq, Now);

    public async ValueTask<NpgsqlBatch> ToTransactionAsync(
        NpgsqlConnection connection, IMessageLog log, CancellationToken cancellationToken)
    {
        var transaction = new NpgsqlBatch(connection);
        Partitions.AddFence(transaction, _touched);
        AddOpened(transaction);
        if (_rows.Count > 0)
        {
            await log.AppendAsync(transaction, _rows, cancellationToken);
            transaction.BatchCommands.Add(Outbox.Append(ChatFacts.Posted, Posted()));
        }

        if (_links.Count > 0)
        {
            transaction.BatchCommands.Add(Outbox.Append(ChatFacts.LinkPosted.Topic, [.. _links.Select(ChatFacts.LinkPosted.Write)]));
        }

        if (_changed.Count > 0)
        {
            await log.ChangeAsync(transaction, [.. _changed.Select(place => _messages[place])], cancellationToken);
        }

        if (_mentions.Count > 0)
        {
            transaction.Add(ChatSql.AddMentions, Column(_mentions, m => m.Conversation), Column(_mentions, m => m.Seq),
                Column(_mentions, m => m.User));
        }

        AddMembers(transaction);
        AddSettled(transaction);
        foreach (var (sql, values) in _besides)
        {
            transaction.Add(sql, values);
        }

        return transaction;
    }

    void AddOpened(NpgsqlBatch transaction)
    {
        if (_opened.Count == 0)
        {
            return;
        }

        transaction.Add(ChatSql.CreateConversations, Column(_opened, s => s.Id), Column(_opened, s => s.Kind),
            Column(_opened, s => s.CreatedAt), Column(_opened, s => s.MemberCount));
        foreach (var state in _opened)
        {
            foreach (var member in state.Members)
            {
                _put[(state.Id, member.UserId)] = (state, member);
            }
        }
    }

    void AddMembers(NpgsqlBatch transaction)
    {
        if (_put.Count > 0)
        {
            var put = _put.Values;
            transaction.Add(ChatSql.PutMembers, Column(put, p => p.State.Id), Column(put, p => p.Member.UserId), Column(put, p => p.Member.Role),
                Column(put, p => p.Member.Nickname), Column(put, p => p.Member.MutedUntil), Column(put, p => p.Member.JoinedAt),
                Column(put, p => p.Member.VisibleFrom), Column(put, p => p.Member.RemovedSeq), Column(put, p => p.Member.Quiet),
                Column(put, p => p.State.Wide), Column(put, p => p.Member.DeliveredSeq), Column(put, p => p.Member.ReadSeq),
                Column(put, p => p.Member.ReadN));
        }

        if (_widened.Count > 0)
        {
            transaction.Add(ChatSql.WidenMembers, Column(_widened, s => s.Id));
        }
    }

    void AddSettled(NpgsqlBatch transaction)
    {
        if (_settling.Count == 0)
        {
            return;
        }

        AddMoved(transaction);
        if (_settling.Where(s => s.Untold).Select(s => s.Id).ToArray() is { Length: > 0 } untold)
        {
            transaction.Add(ChatSql.TouchThreads, untold);
        }

        transaction.Add(ChatSql.Settle, Column(_settling, s => s.Id), Column(_settling, s => s.LastSeq), Column(_settling, s => s.LastN),
            Column(_settling, s => s.ShownSeq), Column(_settling, s => s.ActiveAt));
        if (_described.Count > 0)
        {
            transaction.Add(ChatSql.DescribeConversations, Column(_described, s => s.Id),
                Column(_described, s => JsonSerializer.Serialize(s.Info, ChatJson.Default.Info)), Column(_described, s => s.Info.WorkspaceId),
                Column(_described, s => s.Rev), Column(_described, s => s.MemberCount), Column(_described, s => s.Wide),
                Column(_described, s => s.AllSeq), Column(_described, s => s.ExpiredSeq), Column(_described, s => s.VeiledSeq));
        }
    }

    void AddMoved(NpgsqlBatch transaction)
    {
        // Every member's row of a narrow conversation carries the change: that is what their sync looks for.
        foreach (var state in _settling.Where(s => !s.Wide))
        {
            foreach (var member in state.Members)
            {
                _moved.Add((state, member));
            }
        }

        foreach (var state in _settling.Where(s => s.Wide && !s.Settled))
        {
            foreach (var member in state.Moved)
            {
                _moved.Add((state, member));
            }
        }

        _moved.RemoveWhere(m => _put.ContainsKey((m.State.Id, m.Member.UserId)));
        if (_moved.Count > 0)
        {
            transaction.Add(ChatSql.MovePointers, Column(_moved, m => m.State.Id), Column(_moved, m => m.Member.UserId),
                Column(_moved, m => m.Member.DeliveredSeq), Column(_moved, m => m.Member.ReadSeq), Column(_moved, m => m.Member.ReadN));
        }
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
