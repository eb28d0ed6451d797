using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Who may do what in a conversation, given that they are a member.</summary>
static class Rights
{
    /// <summary>The same words whoever does not take it, and for whatever reason.</summary>
    public static readonly Refused NotTaken = new(Refusals.NotAccepted, "This person does not take messages from you.");

    public static Refused? MayWrite(ConversationState state, MemberState member, DateTimeOffset now) =>
        MayTakePart(state, member, now)
        ?? (state.Info.Posting == "admins" && !member.IsAdmin && !state.IsDirect ? new(Refusals.NotAllowed, "Only admins write here.") : null);

    /// <summary>Reacts and votes: also where only admins write.</summary>
    public static Refused? MayTakePart(ConversationState state, MemberState member, DateTimeOffset now) =>
        MayTakeBack(state) ?? (!IsTaken(state, member) ? NotTaken
            : member.MutedUntil > now && !member.IsAdmin && !state.IsDirect
                ? new(Refusals.NotAllowed, "An admin has muted you for now.", member.MutedUntil - now)
            : null);

    /// <summary>Takes one's own back: also while muted.</summary>
    public static Refused? MayTakeBack(ConversationState state) =>
        state.Info.Archived ? new(Refusals.Archived, "The conversation is archived: nobody writes here.") : null;

    /// <summary>Whether the other of a direct conversation takes what this member writes.</summary>
    public static bool IsTaken(ConversationState state, MemberState member) => !state.IsDirect || state.Accepted?.Contains(member.UserId) == true;

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
