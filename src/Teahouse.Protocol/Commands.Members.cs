namespace Teahouse.Protocol;

/// <content>Who is in a conversation, and what each has set for it.</content>
public static partial class Commands
{
    public static readonly Command<UpdateConversation, Conversation> UpdateConversation = new("update_conversation", 200,
        "Rename a conversation, or change how it is kept.",
        Wire.Json.UpdateConversation, Wire.Json.Conversation, new Route("PATCH", "/conversations/{conversation_id}"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.NotSupported, Refusals.NameTaken, Refusals.Unavailable],
    };

    public static readonly Command<ListMembers, MemberList> ListMembers = new("list_members", 200,
        "Who is in a conversation.",
        Wire.Json.ListMembers, Wire.Json.MemberList, new Route("GET", "/conversations/{conversation_id}/members"))
    {
        Refused = [Refusals.NotFound, Refusals.BadCursor],
    };

    public static readonly Command<AddMembers, MembersAdded> AddMembers = new("add_members", 200,
        "Add people.",
        Wire.Json.AddMembers, Wire.Json.MembersAdded, new Route("POST", "/conversations/{conversation_id}/members"))
    {
        Refused =
        [
            Refusals.NotFound, Refusals.NotAllowed, Refusals.NotSupported, Refusals.Full, Refusals.Archived,
            Refusals.NotAccepted, Refusals.Unavailable,
        ],
    };

    public static readonly Command<RemoveMember, Nothing> RemoveMember = new("remove_member", 204,
        "Remove somebody, or leave.",
        Wire.Json.RemoveMember, Wire.Json.Nothing, new Route("DELETE", "/conversations/{conversation_id}/members/{user_id}"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.NotSupported, Refusals.OwnerStays, Refusals.Unavailable],
    };

    public static readonly Command<UpdateMember, Member> UpdateMember = new("update_member", 200,
        "Give a role, set one's own nickname, or keep somebody from writing for a while.",
        Wire.Json.UpdateMember, Wire.Json.Member, new Route("PATCH", "/conversations/{conversation_id}/members/{user_id}"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.NotSupported, Refusals.Unavailable],
    };

    public static readonly Command<JoinConversation, Conversation> JoinConversation = new("join_conversation", 200,
        "Join a public channel.",
        Wire.Json.JoinConversation, Wire.Json.Conversation, new Route("POST", "/conversations/{conversation_id}/join"))
    {
        Refused = [Refusals.NotFound, Refusals.Full, Refusals.Archived, Refusals.Unavailable],
    };

    public static readonly Command<CreateInvite, Invite> CreateInvite = new("create_invite", 201,
        "Make an invitation link.",
        Wire.Json.CreateInvite, Wire.Json.Invite, new Route("POST", "/conversations/{conversation_id}/invites"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.NotSupported, Refusals.TooMany],
    };

    public static readonly Command<ListInvites, InviteList> ListInvites = new("list_invites", 200,
        "The invitations that are open.",
        Wire.Json.ListInvites, Wire.Json.InviteList, new Route("GET", "/conversations/{conversation_id}/invites"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed],
    };

    public static readonly Command<RevokeInvite, Nothing> RevokeInvite = new("revoke_invite", 204,
        "Make an invitation void.",
        Wire.Json.RevokeInvite, Wire.Json.Nothing, new Route("DELETE", "/conversations/{conversation_id}/invites/{code}"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed],
    };

    public static readonly Command<LookAtInvite, InvitePreview> LookAtInvite = new("look_at_invite", 200,
        "Where an invitation leads.",
        Wire.Json.LookAtInvite, Wire.Json.InvitePreview, new Route("GET", "/invites/{code}")) { Refused = [Refusals.NotFound] };

    public static readonly Command<AcceptInvite, Joined> AcceptInvite = new("accept_invite", 200,
        "Join by invitation.",
        Wire.Json.AcceptInvite, Wire.Json.Joined, new Route("POST", "/invites/{code}"))
    {
        Refused = [Refusals.NotFound, Refusals.Full, Refusals.Archived, Refusals.Unavailable],
    };

    public static readonly Command<ListJoinRequests, JoinRequestList> ListJoinRequests = new("list_join_requests", 200,
        "Who waits for an admin's approval.",
        Wire.Json.ListJoinRequests, Wire.Json.JoinRequestList, new Route("GET", "/conversations/{conversation_id}/requests"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed],
    };

    public static readonly Command<AnswerJoinRequest, Nothing> AnswerJoinRequest = new("answer_join_request", 204,
        "Let somebody in, or not.",
        Wire.Json.AnswerJoinRequest, Wire.Json.Nothing, new Route("PUT", "/conversations/{conversation_id}/requests/{user_id}"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.Full, Refusals.Archived, Refusals.Unavailable],
    };

    public static readonly Command<UpdatePreferences, Preferences> UpdatePreferences = new("update_preferences", 200,
        "Mute, pin to the top, hide, or keep a draft, for oneself.",
        Wire.Json.UpdatePreferences, Wire.Json.Preferences, new Route("PATCH", "/conversations/{conversation_id}/preferences"))
    {
        Refused = [Refusals.NotFound],
    };

    static IReadOnlyList<Command> OfMembers =>
    [
        UpdateConversation, ListMembers, AddMembers, RemoveMember, UpdateMember, JoinConversation, CreateInvite, ListInvites,
        RevokeInvite, LookAtInvite, AcceptInvite, ListJoinRequests, AnswerJoinRequest, UpdatePreferences,
    ];
}
