using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>
/// What a device holds of a conversation's log: an unbroken run of places, with what is shown of them. A place that shows nothing of its own
/// (a change, an answer that was not asked for, what is hidden) counts as held.
/// </summary>
sealed class LocalMessages
{
    // Some who wrote in a thread, as many as the server names.
    const int MostNames = 5;

    readonly List<Message> _messages = [];
    readonly SortedSet<long> _hidden = [];

    public IReadOnlyList<Message> All => _messages;
    public IReadOnlyCollection<long> Hidden => _hidden;

    /// <summary>The first place held; one past <see cref="Have"/> when there is none.</summary>
    public long From { get; private set; } = 1;

    /// <summary>The last place of the run.</summary>
    public long Have { get; private set; }

    /// <summary>Changes that came for messages that are not held.</summary>
    public long Missed { get; private set; }

    public Message? At(long seq) => Find(seq) is var index and >= 0 ? _messages[index] : null;

    public bool IsHidden(long seq) => _hidden.Contains(seq);

    /// <summary>Takes an entry at its place, if that is next or within the run. True when something is held now that was not before.</summary>
    public bool Take(Message entry)
    {
        var next = entry.Seq == Have + 1;
        var held = next || (entry.Seq >= From && entry.Seq <= Have);
        if (entry.Target is not null)
        {
            var replaced = entry.Content is ChangeContent { Message: { } now } && Replace(now);
            Have += next ? 1 : 0;
            return replaced || next;
        }

        if (!held)
        {
            return false;
        }

        Have += next ? 1 : 0;
        var added = Put(entry);
        var answered = next && entry is { Thread: { } thread, ThreadN: { } n } && Answer(thread, n, entry);
        return next || added || answered;
    }

    /// <summary>Nothing more is shown up to a place.</summary>
    public bool Cover(long seq)
    {
        var further = seq > Have;
        Have = Math.Max(Have, seq);
        return further;
    }

    /// <summary>Holds an older page that reaches to <see cref="From"/>.</summary>
    public void Prepend(IReadOnlyList<Message> page, long from, long to)
    {
        if (to >= From - 1 && from < From)
        {
            From = from;
            foreach (var message in page)
            {
                Put(message);
            }
        }
    }

    /// <summary>Lets everything go and begins anew behind a place.</summary>
    public void StartAfter(long seq)
    {
        _messages.Clear();
        (From, Have) = (seq + 1, seq);
    }

    /// <summary>Nothing before a place is to be seen any more.</summary>
    public bool StartAt(long seq)
    {
        if (seq <= From)
        {
            return false;
        }

        _messages.RemoveAll(message => message.Seq < seq);
        _hidden.RemoveWhere(hidden => hidden < seq);
        (From, Have) = (seq, Math.Max(Have, seq - 1));
        return true;
    }

    public bool Hide(IEnumerable<long> seqs)
    {
        var before = _hidden.Count;
        _hidden.UnionWith(seqs);
        _messages.RemoveAll(message => _hidden.Contains(message.Seq));
        return _hidden.Count > before;
    }

    /// <summary>The bodies up to a place are deleted.</summary>
    public bool Expire(long seq)
    {
        var expired = false;
        for (var i = 0; i < _messages.Count && _messages[i].Seq <= seq; i++)
        {
            var stub = Expired(_messages[i]);
            expired |= !ReferenceEquals(stub, _messages[i]);
            _messages[i] = stub;
        }

        return expired;
    }

    /// <summary>What is left of a message whose time is over.</summary>
    public static Message Expired(Message message) => message.Content is EventContent or DeletedContent { Reason: "expired" } ? message : message with
    {
        Content = new DeletedContent("expired"), EditedAt = null, Reactions = null, Pinned = null, Poll = null,
    };

    /// <summary>Which of two forms of a message holds: the one changed last, with the longer thread below it.</summary>
    public static Message Newer(Message known, Message other)
    {
        var newer = (other.Rev ?? 0) > (known.Rev ?? 0) ? other : known;
        var replies = (other.Replies?.Count ?? 0) > (known.Replies?.Count ?? 0) ? other.Replies : known.Replies;
        return ReferenceEquals(newer.Replies, replies) ? newer : newer with { Replies = replies };
    }

    // The message is different now, wherever it stands.
    bool Replace(Message now)
    {
        var index = Find(now.Seq);
        if (index < 0)
        {
            Missed += _hidden.Contains(now.Seq) ? 0 : 1;
            return false;
        }

        return Merge(index, now);
    }

    bool Put(Message message)
    {
        if (_hidden.Contains(message.Seq))
        {
            return false;
        }

        var index = Find(message.Seq);
        if (index >= 0)
        {
            return Merge(index, message);
        }

        _messages.Insert(~index, message);
        return true;
    }

    bool Merge(int index, Message other)
    {
        var newer = Newer(_messages[index], other);
        var changed = !ReferenceEquals(newer, _messages[index]);
        _messages[index] = newer;
        return changed;
    }

    bool Answer(long thread, long n, Message answer)
    {
        var index = Find(thread);
        if (index < 0 || _messages[index].Replies is var before && n <= (before?.Count ?? 0))
        {
            return false;
        }

        IReadOnlyList<Guid> names = _messages[index].Replies?.UserIds ?? [];
        _messages[index] = _messages[index] with
        {
            Replies = new(n, answer.Seq, names.Contains(answer.SenderId) || names.Count == MostNames ? names : [.. names, answer.SenderId]),
        };
        return true;
    }

    // The index of a seq, or the complement of where it belongs.
    int Find(long seq)
    {
        var (low, high) = (0, _messages.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var at = _messages[middle].Seq;
            if (at == seq)
            {
                return middle;
            }

            (low, high) = at < seq ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
