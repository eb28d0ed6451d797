namespace Teahouse.Protocol;

/// <summary>A member, and how far they have come; those numbers only grow. <c>Role</c> is owner, admin, member or guest.</summary>
public sealed record Member(
    Guid UserId, long DeliveredSeq, long ReadSeq, long ReadN, string? Role = null, string? Nickname = null,
    DateTimeOffset? MutedUntil = null);

/// <summary>What a conversation is called and how it is kept.</summary>
/// <param name="Avatar">An emoji.</param>
/// <param name="Public">A channel that members of its workspace find and join by themselves.</param>
/// <param name="Default">A channel that everybody joins with the workspace.</param>
/// <param name="Posting">Who may write: all or admins.</param>
/// <param name="Inviting">Who may add people: members, approval (by an admin) or admins.</param>
/// <param name="History">What newcomers see: all, or what comes after they joined.</param>
/// <param name="SharedWith">Other workspaces whose members may join.</param>
public sealed record Info(
    string? Name = null, string? Topic = null, string? Announcement = null, string? Avatar = null, Guid? WorkspaceId = null,
    bool Public = false, bool Default = false, bool Archived = false, string Posting = "all", string Inviting = "members",
    string History = "all", Retention? Retention = null, IReadOnlyList<Guid>? SharedWith = null);

/// <summary>How long messages are kept: <c>Mode</c> is keep, until_read or days.</summary>
public sealed record Retention(string Mode, int? Days = null);

/// <summary>
/// What one member has set for a conversation. <c>Level</c> is all, mentions or none: which messages notify. The larger <c>Version</c> is
/// the newer. <c>Hidden</c> is away from the list until there is news, <c>MarkedUnread</c> is to be come back to.
/// </summary>
public sealed record Preferences(
    long Version, DateTimeOffset? MutedUntil = null, string Level = "all", bool Pinned = false, bool Hidden = false,
    string? Background = null, string? Draft = null, IReadOnlyList<string>? Folders = null, bool MarkedUnread = false);

/// <summary>A conversation as one of its members sees it.</summary>
/// <param name="Members">All of them, or in a wide conversation the asker alone; <c>MemberCount</c> says how many there are.</param>
/// <param name="LastMessage">The last line that is shown.</param>
/// <param name="Rev">The seq of the entry that changed its members or its info last.</param>
/// <param name="Role">The asker's own.</param>
/// <param name="Mentions">Unread messages that mention the asker.</param>
/// <param name="VisibleFrom">The first seq that the asker may read.</param>
/// <param name="ExpiredSeq">Bodies up to here are deleted, because they are not kept longer.</param>
public sealed record Conversation(
    Guid Id, string Kind, int Generation, IReadOnlyList<Member> Members, long LastSeq, long LastN, long Unread,
    DateTimeOffset CreatedAt, Message? LastMessage = null, long Rev = 0, int? MemberCount = null, string? Role = null, Info? Info = null,
    long? Mentions = null, long? VisibleFrom = null, Preferences? Preferences = null, long? ExpiredSeq = null);

public sealed record CreateConversation(
    string Kind, IReadOnlyList<Guid> MemberIds, string? Name = null, string? Topic = null, string? Avatar = null, Guid? WorkspaceId = null,
    bool? Public = null, Retention? Retention = null);

public sealed record GetConversation(Guid ConversationId);

public sealed record ListConversations(int? Limit = null, string? Cursor = null);

public sealed record ConversationList(
    IReadOnlyList<Conversation> Conversations, IReadOnlyList<User> Users, string? NextCursor = null);

/// <summary>Only what is named changes; an empty text clears.</summary>
public sealed record UpdateConversation(
    Guid ConversationId, string? Name = null, string? Topic = null, string? Announcement = null, string? Avatar = null, bool? Public = null,
    bool? Default = null, bool? Archived = null, string? Posting = null, string? Inviting = null, string? History = null,
    Retention? Retention = null);

public sealed record AddMembers(Guid ConversationId, IReadOnlyList<Guid> UserIds);

/// <summary>The members after it; those who wait for an admin's approval are <c>Requested</c>.</summary>
public sealed record MembersAdded(IReadOnlyList<Guid> Added, IReadOnlyList<Guid>? Requested = null);

/// <summary>With one's own id: leave.</summary>
public sealed record RemoveMember(Guid ConversationId, Guid UserId);

/// <summary>A role (owner hands the conversation over), one's own nickname, or until when the member may not write.</summary>
public sealed record UpdateMember(
    Guid ConversationId, Guid UserId, string? Role = null, string? Nickname = null, DateTimeOffset? MutedUntil = null);

public sealed record ListMembers(Guid ConversationId, string? Cursor = null, int? Limit = null);

public sealed record MemberList(IReadOnlyList<Member> Members, IReadOnlyList<User> Users, string? NextCursor = null);

public sealed record JoinConversation(Guid ConversationId);

/// <summary>Whom an invitation brings in: <c>Code</c> is what a link or a QR code carries.</summary>
public sealed record Invite(
    string Code, Guid CreatedBy, DateTimeOffset CreatedAt, int Uses, int? MaxUses = null, DateTimeOffset? ExpiresAt = null,
    string? Role = null);

public sealed record CreateInvite(Guid ConversationId, int? ExpiresInS = null, int? MaxUses = null);

public sealed record ListInvites(Guid ConversationId);

public sealed record InviteList(IReadOnlyList<Invite> Invites);

public sealed record RevokeInvite(Guid ConversationId, string Code);

public sealed record LookAtInvite(string Code);

/// <summary>What somebody who holds an invitation may see before joining; <c>Kind</c> is group, channel or workspace.</summary>
public sealed record InvitePreview(
    string Kind, Guid Id, int MemberCount, bool Member, bool NeedsApproval, string? Name = null, string? Avatar = null, string? About = null);

public sealed record AcceptInvite(string Code);

/// <summary>The conversation one has joined; without one, an admin is asked first.</summary>
public sealed record Joined(Conversation? Conversation = null, bool? Requested = null);

public sealed record ListJoinRequests(Guid ConversationId);

public sealed record JoinRequest(Guid UserId, DateTimeOffset CreatedAt, Guid? InvitedBy = null);

public sealed record JoinRequestList(IReadOnlyList<JoinRequest> Requests, IReadOnlyList<User> Users);

public sealed record AnswerJoinRequest(Guid ConversationId, Guid UserId, bool Accept);

/// <summary>
/// Only what is named changes; an empty draft or background and no folders clear, <c>MutedUntil</c> in the past ends the quiet.
/// </summary>
public sealed record UpdatePreferences(
    Guid ConversationId, DateTimeOffset? MutedUntil = null, string? Level = null, bool? Pinned = null, bool? Hidden = null,
    string? Background = null, string? Draft = null, IReadOnlyList<string>? Folders = null, bool? MarkedUnread = null);
