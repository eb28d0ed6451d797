using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>
/// What the owner of a conversation knows of it. As long as the fence holds nobody else writes, so this is the truth, and membership can be
/// checked here. Only the writer's loop changes it.
/// </summary>
sealed class ConversationState(
    Guid id, string kind, int generation, DateTimeOffset createdAt, IReadOnlyList<MemberState> members, long epoch)
{
    public Guid Id { get; } = id;

    /// <summary>The epoch of its partition when this was read: it is the truth as long as that epoch holds.</summary>
    public long Epoch { get; } = epoch;

    public int Partition { get; } = Ids.Partition(id);
    public string Kind { get; } = kind;
    public int Generation { get; } = generation;
    public DateTimeOffset CreatedAt { get; } = createdAt;
    public IReadOnlyList<MemberState> Members { get; } = members;

    /// <summary>The members' ids in a parcel's form.</summary>
    public byte[] Audience { get; } = Parcels.Audience([.. members.Select(m => m.UserId)]);

    /// <summary>The members as people, while the conversation is being opened.</summary>
    public IReadOnlyList<User> Users { get; init; } = [];

    public long LastSeq { get; set; }
    public long LastN { get; set; }
    public DateTimeOffset ActiveAt { get; set; } = createdAt;

    /// <summary>The transaction that changed the row last, as it was read.</summary>
    public ulong Changed { get; init; }

    /// <summary>The conversation's row says what this says.</summary>
    public bool Settled { get; set; } = true;

    /// <summary>It was found with messages that a writer before this one may have told nobody of.</summary>
    public bool Untold { get; set; }

    public MemberState? Find(Guid user)
    {
        foreach (var member in Members)
        {
            if (member.UserId == user)
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>A message takes the next place; who wrote it has read what was there.</summary>
    public void Append(long seq, long n, Guid sender, DateTimeOffset at)
    {
        (LastSeq, LastN, ActiveAt) = (seq, n, at);
        Find(sender)?.Move(seq, seq, n);
    }

    /// <summary>Members are read after their conversation and may have come further meanwhile: nothing is unread then.</summary>
    public Conversation SeenBy(Guid viewer, Message? last)
    {
        var unread = Math.Max(0, LastN - (Find(viewer)?.ReadN ?? LastN));
        return new(Id, Kind, Generation, [.. Members.Select(m => m.ToMember())], LastSeq, LastN, unread, CreatedAt, last);
    }
}

/// <summary>How far one member has come.</summary>
sealed class MemberState(Guid userId)
{
    public Guid UserId { get; } = userId;
    public long DeliveredSeq { get; private set; }
    public long ReadSeq { get; private set; }
    public long ReadN { get; private set; }

    /// <summary>Moves forward where that is forward; answers whether anything moved.</summary>
    public bool Move(long deliveredSeq, long readSeq, long readN)
    {
        var moved = deliveredSeq > DeliveredSeq || readSeq > ReadSeq;
        DeliveredSeq = Math.Max(DeliveredSeq, Math.Max(deliveredSeq, readSeq));
        ReadSeq = Math.Max(ReadSeq, readSeq);
        ReadN = Math.Max(ReadN, readN);
        return moved;
    }

    public Member ToMember() => new(UserId, DeliveredSeq, ReadSeq, ReadN);
}
