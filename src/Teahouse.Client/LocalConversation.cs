using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>A conversation as one device knows it. Numbers only grow; bodies are one unbroken run of seqs at the end that is known.</summary>
public sealed class LocalConversation(Guid id)
{
    readonly SortedDictionary<Guid, Member> _members = [];
    readonly List<Message> _messages = [];

    public Guid Id { get; } = id;

    /// <summary>Empty until a <c>conversation</c> update has come; a message may be faster.</summary>
    public string Kind { get; private set; } = "";

    public int Generation { get; private set; } = 1;
    public DateTimeOffset CreatedAt { get; private set; }
    public long LastSeq { get; private set; }
    public long LastN { get; private set; }
    public Message? LastMessage { get; private set; }
    public IReadOnlyCollection<Member> Members => _members.Values;

    /// <summary>The seq of the first body held; one past <see cref="Have"/> when there is none.</summary>
    public long From { get; private set; } = 1;

    /// <summary>The seq up to which, from <see cref="From"/> on, every body is held.</summary>
    public long Have => From + _messages.Count - 1;

    /// <summary>The bodies held, in order of seq.</summary>
    public IReadOnlyList<Message> Messages => _messages;

    /// <summary>Something is known to exist that is not held.</summary>
    public bool Behind => Have < LastSeq;

    public long Unread(Guid me) => LastN - (_members.GetValueOrDefault(me)?.ReadN ?? 0);

    public Member? Member(Guid user) => _members.GetValueOrDefault(user);

    /// <summary>The message at a seq, if its body is held.</summary>
    public Message? At(long seq) => seq >= From && seq <= Have ? _messages[(int)(seq - From)] : null;

    /// <summary>The contract's own form of this.</summary>
    public Conversation ToConversation(Guid me) =>
        new(Id, Kind, Generation, [.. _members.Values], LastSeq, LastN, Unread(me), CreatedAt, LastMessage);

    internal bool Apply(Conversation other)
    {
        var changed = Raise(other.Generation) | (Kind.Length == 0 && other.Kind.Length > 0) | other.LastSeq > LastSeq | other.LastN > LastN;
        if (other.Generation < Generation)
        {
            return false;
        }

        Kind = other.Kind;
        CreatedAt = other.CreatedAt;
        Advance(other.LastSeq, other.LastN, other.LastMessage);
        foreach (var member in other.Members)
        {
            changed |= Apply(member);
        }

        return changed;
    }

    internal bool Apply(Member other)
    {
        // Nobody can have more than there is: a receipt that overtakes its message shows that the message exists.
        Advance(Math.Max(other.DeliveredSeq, other.ReadSeq), other.ReadN, null);
        var known = _members.GetValueOrDefault(other.UserId) ?? new Member(other.UserId, 0, 0, 0);
        var merged = new Member(other.UserId, Math.Max(known.DeliveredSeq, other.DeliveredSeq),
            Math.Max(known.ReadSeq, other.ReadSeq), Math.Max(known.ReadN, other.ReadN));
        var changed = !_members.TryGetValue(other.UserId, out var before) || before != merged;
        _members[other.UserId] = merged;
        return changed;
    }

    /// <summary>Takes a message whose place may be next, further ahead or behind. True when its body was added.</summary>
    internal bool Apply(Message message)
    {
        Raise(message.Generation);
        if (message.Generation < Generation)
        {
            return false;
        }

        Advance(message.Seq, message.N, message);
        Apply(new Member(message.SenderId, message.Seq, message.Seq, message.N));
        if (message.Seq != Have + 1)
        {
            return false;
        }

        _messages.Add(message);
        return true;
    }

    /// <summary>Holds a page of older bodies; it must end right before <see cref="From"/>.</summary>
    internal void Prepend(IReadOnlyList<Message> page)
    {
        if (page.Count > 0 && page[^1].Seq == From - 1)
        {
            _messages.InsertRange(0, page);
            From = page[0].Seq;
        }
    }

    /// <summary>Lets all bodies go and begins anew behind a seq.</summary>
    internal void StartAfter(long seq)
    {
        _messages.Clear();
        From = seq + 1;
    }

    void Advance(long seq, long n, Message? message)
    {
        LastSeq = Math.Max(LastSeq, seq);
        LastN = Math.Max(LastN, n);
        if (message is not null && message.Seq >= (LastMessage?.Seq ?? 0))
        {
            LastMessage = message;
        }
    }

    // A region was lost and with it perhaps a tail: what was held may not be what is there now.
    bool Raise(int generation)
    {
        if (generation <= Generation)
        {
            return false;
        }

        (Generation, LastSeq, LastN, LastMessage) = (generation, 0, 0, null);
        _members.Clear();
        StartAfter(0);
        return true;
    }
}
