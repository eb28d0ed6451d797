using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Who may do what in a conversation, given that they are a member.</summary>
static class Rights
{
    public static Refused? MayWrite(ConversationState state, MemberState member, DateTimeOffset now)
    {
        if (state.Info.Archived)
        {
            return new(Refusals.Archived, "The conversation is archived: nobody writes here.");
        }

        if (member.IsAdmin || state.IsDirect)
        {
            return null;
        }

        if (state.Info.Posting == "admins")
        {
            return new(Refusals.NotAllowed, "Only admins write here.");
        }

        return member.MutedUntil > now ? new(Refusals.NotAllowed, "An admin has muted you for now.", member.MutedUntil - now) : null;
    }

    /// <summary>Renames, sets roles, removes: what only admins do.</summary>
    public static Refused? MayManage(ConversationState state, MemberState member)
    {
        if (state.IsDirect)
        {
            return new(Refusals.NotSupported, "A direct conversation has no members to manage.");
        }

        return member.IsAdmin ? null : new(Refusals.NotAllowed, "Only admins do that.");
    }

    /// <summary>Whether somebody stands above another: an owner above all, an admin above members.</summary>
    public static bool IsAbove(MemberState member, MemberState other) =>
        member.UserId != other.UserId && (member.Role == Roles.Owner || (member.Role == Roles.Admin && !other.IsAdmin));
}
