using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>A conversation as one device knows it. Numbers only grow; bodies are one unbroken run of seqs at the end that is known.</summary>
public sealed class LocalConversation(Guid id)
{
    readonly LocalMessages _messages = new();
    readonly SortedDictionary<long, ThreadPlace> _threads = [];
    SortedDictionary<Guid, Member> _members = [];

    public Guid Id { get; } = id;

    /// <summary>Empty until a <c>conversation</c> update has come; a message may be faster.</summary>
    public string Kind { get; private set; } = "";

    public int Generation { get; private set; } = 1;
    public DateTimeOffset CreatedAt { get; private set; }
    public long LastSeq { get; private set; }
    public long LastN { get; private set; }

    /// <summary>The last line that is shown.</summary>
    public Message? LastMessage { get; private set; }

    /// <summary>The members; in a wide conversation oneself alone.</summary>
    public IReadOnlyCollection<Member> Members => _members.Values;

    /// <summary>How many members there are; null where that goes without saying.</summary>
    public int? MemberCount { get; private set; }

    /// <summary>There are more members than are told.</summary>
    public bool IsWide => MemberCount > _members.Count;

    /// <summary>The seq of the entry that changed members or info last.</summary>
    public long Rev { get; private set; }

    public Info? Info { get; private set; }

    /// <summary>Unread messages that mention oneself, as the server said last.</summary>
    public long? Mentions { get; private set; }

    /// <summary>The first seq that is to be seen.</summary>
    public long VisibleFrom { get; private set; } = 1;

    /// <summary>Bodies up to here are deleted, because they are not kept longer.</summary>
    public long ExpiredSeq { get; private set; }

    public Preferences? Preferences { get; private set; }

    /// <summary>The threads that one has a place in, by the seq of their first message.</summary>
    public IReadOnlyDictionary<long, ThreadPlace> Threads => _threads;

    /// <summary>Deleted for oneself.</summary>
    public IReadOnlyCollection<long> Hidden => _messages.Hidden;

    /// <summary>The seq of the first body held; one past <see cref="Have"/> when there is none.</summary>
    public long From => _messages.From;

    /// <summary>The seq up to which, from <see cref="From"/> on, everything that is shown is held.</summary>
    public long Have => _messages.Have;

    /// <summary>What is held, in order of seq: messages and lines of the system, with the answers in threads; no changes.</summary>
    public IReadOnlyList<Message> Messages => _messages.All;

    /// <summary>What stands in the conversation's own line.</summary>
    public IEnumerable<Message> Lines => _messages.All.Where(IsShown);

    /// <summary>Something is known to exist that is not held.</summary>
    public bool Behind => Have < LastSeq;

    /// <summary>The seq of the last message that counts, as far as is known: what is not beyond it needs no receipt.</summary>
    internal long LastCounted { get; private set; }

    internal long MissedChanges => _messages.Missed;

    public long Unread(Guid me) => Math.Max(0, LastN - (_members.GetValueOrDefault(me)?.ReadN ?? 0));

    /// <summary>Answers in a thread that one has not read; 0 where one does not follow it.</summary>
    public long UnreadIn(long thread) =>
        _threads.GetValueOrDefault(thread) is { Following: true } place ? Math.Max(0, place.Count - place.ReadN) : 0;

    public Member? Member(Guid user) => _members.GetValueOrDefault(user);

    /// <summary>The message at a seq, if it is held.</summary>
    public Message? At(long seq) => _messages.At(seq);

    /// <summary>The answers in a thread that are held.</summary>
    public IEnumerable<Message> Answers(long thread) => _messages.All.Where(message => message.Thread == thread);

    /// <summary>The contract's own form of this.</summary>
    public Conversation ToConversation(Guid me) =>
        new(Id, Kind, Generation, [.. _members.Values], LastSeq, LastN, Unread(me), CreatedAt, LastMessage, Rev, MemberCount,
            _members.GetValueOrDefault(me)?.Role, Info, Mentions, VisibleFrom > 1 ? VisibleFrom : null, Preferences,
            ExpiredSeq > 0 ? ExpiredSeq : null);

    internal bool Apply(Conversation other)
    {
        var changed = Raise(other.Generation);
        if (other.Generation < Generation)
        {
            return false;
        }

        changed |= Advance(other.LastSeq, other.LastN) | StartAt(other.VisibleFrom ?? 1);
        changed |= other.LastMessage is { } last && Show(last);
        changed |= other.Preferences is { } preferences && Apply(preferences);
        if (Kind.Length > 0 && other.Rev < Rev)
        {
            return other.Members.Aggregate(changed, (moved, member) => Move(member) | moved);
        }

        changed |= Kind != other.Kind || Rev != other.Rev || MemberCount != other.MemberCount || Info != other.Info || Mentions != other.Mentions;
        (Kind, CreatedAt, Rev, MemberCount, Info, Mentions) =
            (other.Kind, other.CreatedAt, other.Rev, other.MemberCount, other.Info, other.Mentions);
        return ReplaceMembers(other.Members) | Expire(other.ExpiredSeq) | changed;
    }

    internal bool Apply(MembersUpdate update)
    {
        var changed = Advance(update.Rev, 0) | Expire(update.ExpiredSeq);
        if (Kind.Length == 0 || update.Rev < Rev)
        {
            return changed;
        }

        (Rev, Info) = (update.Rev, update.Info ?? Info);
        // Of a wide conversation one holds oneself alone.
        foreach (var member in (update.Changed ?? []).Where(member => !IsWide || _members.ContainsKey(member.UserId)))
        {
            _members[member.UserId] = Merge(member);
        }

        foreach (var user in update.Left ?? [])
        {
            _members.Remove(user);
        }

        MemberCount = update.MemberCount;
        return true;
    }

    /// <summary>Somebody has come further.</summary>
    internal bool Move(Member other)
    {
        // Nobody can have more than there is: a receipt that overtakes its message shows that the message exists.
        var changed = Advance(Math.Max(other.DeliveredSeq, other.ReadSeq), other.ReadN);
        if (!_members.TryGetValue(other.UserId, out var known))
        {
            if (Kind.Length > 0)
            {
                return changed;
            }

            known = new(other.UserId, 0, 0, 0);
        }

        var merged = Merge(known with { DeliveredSeq = other.DeliveredSeq, ReadSeq = other.ReadSeq, ReadN = other.ReadN });
        changed |= merged != _members.GetValueOrDefault(other.UserId);
        _members[other.UserId] = merged;
        return changed;
    }

    /// <summary>Takes an entry whose place may be next, further ahead or behind. True when something is known now that was not before.</summary>
    internal bool Apply(Message message)
    {
        var changed = Raise(message.Generation);
        if (message.Generation < Generation || message.Seq < VisibleFrom)
        {
            return changed;
        }

        changed |= Advance(message.Seq, message.N) | _messages.Take(message);
        changed |= message.Target is null ? Show(message)
            : message.Content is ChangeContent { Message: { } now } && now.Seq == LastMessage?.Seq && Show(now);
        if (Counts(message))
        {
            // Who writes has read what was there.
            changed |= Move(new Member(message.SenderId, message.Seq, message.Seq, message.N));
        }

        changed |= message is { Thread: { } thread, ThreadN: { } n } && Reach(thread, n, message.Seq);
        return changed;
    }

    internal bool Apply(ActivityUpdate activity) => Advance(activity.LastSeq, activity.LastN);

    internal bool Apply(Preferences preferences)
    {
        if (preferences.Version <= (Preferences?.Version ?? -1))
        {
            return false;
        }

        Preferences = preferences;
        return true;
    }

    internal bool Apply(HiddenUpdate hidden)
    {
        var changed = _messages.Hide(hidden.Seqs ?? []) | StartAt((hidden.UntilSeq ?? 0) + 1);
        if (LastMessage is { } last && (last.Seq < VisibleFrom || _messages.IsHidden(last.Seq)))
        {
            LastMessage = Lines.LastOrDefault();
        }

        return changed;
    }

    internal bool Apply(ThreadPlace place)
    {
        var known = _threads.GetValueOrDefault(place.Seq);
        // What hangs on the thread is held with the other messages.
        var merged = place with
        {
            Root = null, ReadN = Math.Max(place.ReadN, known?.ReadN ?? 0), Count = Math.Max(place.Count, known?.Count ?? 0),
            LastSeq = Math.Max(place.LastSeq, known?.LastSeq ?? 0),
        };
        _threads[place.Seq] = merged;
        return merged != known;
    }

    /// <summary>Nothing more is shown up to a place.</summary>
    internal bool Cover(long seq) => _messages.Cover(seq);

    /// <summary>Holds an older page that reaches to <see cref="From"/>.</summary>
    internal void Prepend(MessageList page)
    {
        if (page.Messages.Count > 0 || page.FromSeq is not null)
        {
            _messages.Prepend(page.Messages, page.FromSeq ?? page.Messages[0].Seq, page.ToSeq ?? page.Messages[^1].Seq);
        }
    }

    /// <summary>Lets all bodies go and begins anew behind a seq.</summary>
    internal void StartAfter(long seq) => _messages.StartAfter(seq);

    static bool IsShown(Message message) => message.Target is null && (message.Thread is null || message.InChannel == true);

    static bool Counts(Message message) => IsShown(message) && message.Content is not EventContent;

    bool Show(Message message)
    {
        if (!IsShown(message) || message.Seq < (LastMessage?.Seq ?? VisibleFrom) || _messages.IsHidden(message.Seq))
        {
            return false;
        }

        var newer = message.Seq == LastMessage?.Seq ? LocalMessages.Newer(LastMessage, message) : message;
        var changed = !ReferenceEquals(newer, LastMessage);
        LastMessage = newer;
        return changed;
    }

    // An answer stands in a thread: it is longer now, for those who have a place in it, and for the line that shows it.
    bool Reach(long thread, long n, long seq)
    {
        if (LastMessage?.Seq == thread && At(thread) is { } root)
        {
            LastMessage = root;
        }

        return _threads.GetValueOrDefault(thread) is { } place && Apply(place with { Count = n, LastSeq = seq });
    }

    bool ReplaceMembers(IReadOnlyList<Member> members)
    {
        var next = new SortedDictionary<Guid, Member>();
        foreach (var member in members)
        {
            next[member.UserId] = Merge(member);
            Advance(Math.Max(member.DeliveredSeq, member.ReadSeq), member.ReadN);
        }

        var changed = !next.Values.SequenceEqual(_members.Values);
        _members = next;
        return changed;
    }

    Member Merge(Member other) => _members.GetValueOrDefault(other.UserId) is not { } known ? other : other with
    {
        DeliveredSeq = Math.Max(known.DeliveredSeq, other.DeliveredSeq), ReadSeq = Math.Max(known.ReadSeq, other.ReadSeq),
        ReadN = Math.Max(known.ReadN, other.ReadN),
    };

    // What everybody has read is no longer kept by the server, and stays with those who have it.
    bool Expire(long? seq)
    {
        ExpiredSeq = Math.Max(ExpiredSeq, seq ?? 0);
        if (Info?.Retention?.Mode != "days")
        {
            return false;
        }

        if (LastMessage is { } last && last.Seq <= ExpiredSeq)
        {
            LastMessage = LocalMessages.Expired(last);
        }

        return _messages.Expire(ExpiredSeq);
    }

    bool StartAt(long seq)
    {
        var further = seq > VisibleFrom;
        VisibleFrom = Math.Max(VisibleFrom, seq);
        return _messages.StartAt(VisibleFrom) | further;
    }

    bool Advance(long seq, long n)
    {
        var further = seq > LastSeq || n > LastN;
        LastCounted = n > LastN ? seq : LastCounted;
        (LastSeq, LastN) = (Math.Max(LastSeq, seq), Math.Max(LastN, n));
        return further;
    }

    // A region was lost and with it perhaps a tail: what was held may not be what is there now.
    bool Raise(int generation)
    {
        if (generation <= Generation)
        {
            return false;
        }

        (Generation, LastSeq, LastN, LastCounted, LastMessage, Rev) = (generation, 0, 0, 0, null, 0);
        _members.Clear();
        StartAfter(VisibleFrom - 1);
        return true;
    }
}
