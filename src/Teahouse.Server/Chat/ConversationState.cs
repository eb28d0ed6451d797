using Teahouse.Platform;
using Teahouse.Platform.Bus;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>
/// What the owner of a conversation knows of it. As long as the fence holds nobody else writes, so this is the truth, and membership can be
/// checked here. Only the writer's loop changes it.
/// </summary>
sealed class ConversationState(Guid id, string kind, int generation, DateTimeOffset createdAt, IEnumerable<MemberState> members, long epoch)
{
    // Who was looked for in a wide conversation and is no member; forgotten when there are many.
    const int MostAbsent = 10_000;

    readonly Dictionary<Guid, MemberState> _members = members.ToDictionary(m => m.UserId);
    readonly HashSet<Guid> _absent = [];
    readonly HashSet<MemberState> _moved = [];
    Reach? _reach;
    bool _wide;

    public Guid Id { get; } = id;

    /// <summary>The epoch of its partition when this was read: it is the truth as long as that epoch holds.</summary>
    public long Epoch { get; } = epoch;

    public int Partition { get; } = Ids.Partition(id);
    public string Kind { get; } = kind;
    public int Generation { get; } = generation;
    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>The members; of a wide conversation those that were needed so far.</summary>
    public IReadOnlyCollection<MemberState> Members => _members.Values;

    /// <summary>Whom an entry that is appended now is told to. Work that appends takes it along: members may change before the commit.</summary>
    public Reach Reach => _reach ??= new(Id, _wide ? null : Parcels.Audience([.. _members.Keys]));

    /// <summary>The members as people, while the conversation is being opened.</summary>
    public IReadOnlyList<User> Users { get; init; } = [];

    public long LastSeq { get; private set; }
    public long LastN { get; private set; }

    /// <summary>The last line that is shown: no change, and no answer in a thread.</summary>
    public long ShownSeq { get; private set; }
    public DateTimeOffset ActiveAt { get; private set; } = createdAt;

    /// <summary>The entry that changed members or info last.</summary>
    public long Rev { get; set; }

    /// <summary>The last message that mentions everybody.</summary>
    public long AllSeq { get; set; }

    /// <summary>Bodies up to here are deleted by retention.</summary>
    public long ExpiredSeq { get; set; }

    /// <summary>What stands before this seq is not for every member: some may read only what came after they joined.</summary>
    public long VeiledSeq { get; set; }
    public int MemberCount { get; set; }

    /// <summary>Has had so many members that they are not kept together: found when needed, told by room.</summary>
    public bool Wide
    {
        get => _wide;
        set => (_wide, _reach) = (value, null);
    }

    public Info Info { get; set; } = new();

    /// <summary>The transaction that changed it for the reader last, as it was read.</summary>
    public ulong Changed { get; init; }

    /// <summary>Where the reader's membership ended, when it was read for somebody who is no longer a member.</summary>
    public long? RemovedSeq { get; init; }

    /// <summary>The conversation's row says what this says.</summary>
    public bool Settled { get; set; } = true;

    /// <summary>Members of a wide conversation who have written since its row was settled.</summary>
    public IReadOnlyCollection<MemberState> Moved => _moved;

    /// <summary>Those of a direct conversation whose messages the other takes; null while it is not known here.</summary>
    public IReadOnlyCollection<Guid>? Accepted { get; set; }

    /// <summary>It was found with messages that a writer before this one may have told nobody of.</summary>
    public bool Untold { get; set; }

    public bool IsDirect => Kind == Kinds.Direct;

    public MemberState? Find(Guid user) => _members.GetValueOrDefault(user);

    /// <summary>Whether it is known here if somebody is a member.</summary>
    public bool Knows(Guid user) => !Wide || _members.ContainsKey(user) || _absent.Contains(user);

    /// <summary>Who is told of a change of a message. In a wide conversation nobody gets what is not for all.</summary>
    public Sight SightOf(long seq)
    {
        if (seq >= VeiledSeq)
        {
            return new(Reach, null);
        }

        if (Wide)
        {
            return new(null, Reach);
        }

        var blind = Members.Where(m => m.VisibleFrom > seq).Select(m => m.UserId).ToArray();
        var seeing = Members.Where(m => m.VisibleFrom <= seq).Select(m => m.UserId).ToArray();
        return new(new(Id, Parcels.Audience(seeing)), blind.Length == 0 ? null : new(Id, Parcels.Audience(blind)));
    }

    public void Learn(Guid user, MemberState? member)
    {
        if (member is not null)
        {
            _members[user] = member;
            return;
        }

        if (_absent.Count == MostAbsent)
        {
            _absent.Clear();
        }

        _absent.Add(user);
    }

    public void Enter(MemberState member)
    {
        _members[member.UserId] = member;
        _absent.Remove(member.UserId);
        _reach = null;
        MemberCount++;
    }

    public void Leave(MemberState member)
    {
        _members.Remove(member.UserId);
        _reach = Faults.Is(Faults.MembershipOutsideLoop) ? _reach : null;
        MemberCount--;
    }

    /// <summary>What the members let others do is to be read again.</summary>
    public void Forget()
    {
        Accepted = null;
        foreach (var member in _members.Values)
        {
            member.Discreet = null;
        }
    }

    /// <summary>Its row says what this says from now on.</summary>
    public void Settle()
    {
        Settled = true;
        _moved.Clear();
    }

    /// <summary>Where it stood when it was read.</summary>
    public void Restore(long lastSeq, long lastN, long shownSeq, DateTimeOffset activeAt) =>
        (LastSeq, LastN, ShownSeq, ActiveAt) = (lastSeq, lastN, shownSeq, activeAt);

    /// <summary>An entry takes the next place; who wrote something that counts has read what was there.</summary>
    public void Append(LogRow row)
    {
        var counts = row.N > LastN;
        (LastSeq, LastN) = (row.Seq, row.N);
        if (row.IsShown)
        {
            (ShownSeq, ActiveAt) = (row.Seq, row.SentAt);
        }

        if (counts && Find(row.SenderId) is { } sender)
        {
            sender.Move(row.Seq, row.Seq, row.N);
            if (Wide)
            {
                _moved.Add(sender);
            }
        }
    }

    /// <summary>Members are read after their conversation and may have come further meanwhile: nothing is unread then.</summary>
    public Conversation SeenBy(Guid viewer, Message? last)
    {
        var own = Find(viewer);
        var unread = Math.Max(0, LastN - (own?.ReadN ?? LastN));
        var members = Wide ? own is null ? [] : [own] : Members;
        last = last?.Seq >= own?.VisibleFrom ? last : null;
        var conversation = new Conversation(
            Id, Kind, Generation, [.. members.Select(m => m.SeenBy(viewer, Kind))], LastSeq, LastN, unread, CreatedAt, last);
        return IsDirect && Rev == 0 && own is not { VisibleFrom: > 1 } ? conversation : conversation with
        {
            Rev = Rev, MemberCount = MemberCount, Role = IsDirect ? null : own?.Role, Info = Info,
            VisibleFrom = own is { VisibleFrom: > 1 } ? own.VisibleFrom : null, ExpiredSeq = ExpiredSeq > 0 ? ExpiredSeq : null,
        };
    }
}

/// <summary>Who is told of what happens in a conversation.</summary>
/// <param name="Users">The members' ids in a parcel's form; null when the edges know them as a room.</param>
sealed record Reach(Guid Conversation, byte[]? Users)
{
    public Parcel Carry(byte[] update) => Users is null ? Parcels.ForRoom(Conversation, update) : Parcels.ForUsers(Users, update);

    public Parcel Carry(LogRow entry, byte[] update) => Users is null
        ? Parcels.ForRoom(Conversation, entry.Seq, entry.N, entry.IsShown, update)
        : Parcels.MessageFor(Users, Conversation, entry.Seq, entry.N, entry.IsShown, update);
}
