using Teahouse.Protocol;

namespace Teahouse.Server.Chat;

/// <summary>One member, and how far they have come. Only the writer's loop changes it.</summary>
sealed class MemberState(Guid userId)
{
    public Guid UserId { get; } = userId;
    public long DeliveredSeq { get; private set; }
    public long ReadSeq { get; private set; }
    public long ReadN { get; private set; }
    public string Role { get; set; } = Roles.Member;
    public string? Nickname { get; set; }
    public DateTimeOffset? MutedUntil { get; set; }
    public DateTimeOffset JoinedAt { get; init; }

    /// <summary>The first seq that they may read.</summary>
    public long VisibleFrom { get; set; } = 1;

    /// <summary>After this seq they get nothing; null while they are a member.</summary>
    public long? RemovedSeq { get; set; }

    /// <summary>Shows nobody how far they have read.</summary>
    public bool Quiet { get; set; }

    /// <summary>What they have set about that, which their next receipt goes by; null while it is not known here.</summary>
    public bool? Discreet { get; set; }

    public bool IsAdmin => Role is Roles.Owner or Roles.Admin;

    /// <summary>Moves forward where that is forward; answers whether anything moved.</summary>
    public bool Move(long deliveredSeq, long readSeq, long readN)
    {
        var moved = deliveredSeq > DeliveredSeq || readSeq > ReadSeq;
        DeliveredSeq = Math.Max(DeliveredSeq, Math.Max(deliveredSeq, readSeq));
        ReadSeq = Math.Max(ReadSeq, readSeq);
        ReadN = Math.Max(ReadN, readN);
        return moved;
    }

    /// <summary>As another member, or this one, sees it.</summary>
    public Member SeenBy(Guid viewer, string kind)
    {
        var (readSeq, readN) = Quiet && viewer != UserId ? (0, 0) : (ReadSeq, ReadN);
        return kind == Kinds.Direct
            ? new(UserId, DeliveredSeq, readSeq, readN)
            : new(UserId, DeliveredSeq, readSeq, readN, Role, Nickname, MutedUntil);
    }
}

/// <summary>The kinds of conversations.</summary>
static class Kinds
{
    public static string Direct => "direct";
    public static string Group => "group";
    public static string Channel => "channel";
}

/// <summary>What members may be.</summary>
static class Roles
{
    public const string Owner = "owner";
    public const string Admin = "admin";
    public const string Member = "member";
    public const string Guest = "guest";
}
