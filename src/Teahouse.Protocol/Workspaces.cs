namespace Teahouse.Protocol;

/// <summary>A tenant: its people and channels. <c>Role</c> is the asker's: owner, admin, member or guest.</summary>
public sealed record Workspace(
    Guid Id, string Name, string Role, int MemberCount, bool Public, DateTimeOffset CreatedAt, string? About = null, string? Avatar = null,
    string Channels = "members", string Inviting = "admins");

public sealed record WorkspaceList(IReadOnlyList<Workspace> Workspaces);

public sealed record CreateWorkspace(string Name, string? About = null, string? Avatar = null);

public sealed record GetWorkspace(Guid WorkspaceId);

/// <summary><c>Channels</c> and <c>Inviting</c>: members or admins, who may open channels and invite.</summary>
public sealed record UpdateWorkspace(
    Guid WorkspaceId, string? Name = null, string? About = null, string? Avatar = null, string? Channels = null, string? Inviting = null);

public sealed record WorkspaceMember(Guid UserId, string Role, DateTimeOffset JoinedAt);

public sealed record ListWorkspaceMembers(Guid WorkspaceId, string? Query = null, string? Cursor = null, int? Limit = null);

public sealed record WorkspaceMemberList(IReadOnlyList<WorkspaceMember> Members, IReadOnlyList<User> Users, string? NextCursor = null);

public sealed record UpdateWorkspaceMember(Guid WorkspaceId, Guid UserId, string Role);

/// <summary>With one's own id: leave. All its channels are left with it.</summary>
public sealed record RemoveWorkspaceMember(Guid WorkspaceId, Guid UserId);

/// <summary>A guest's invitation names the channels that it opens.</summary>
public sealed record CreateWorkspaceInvite(
    Guid WorkspaceId, int? ExpiresInS = null, int? MaxUses = null, string? Role = null, IReadOnlyList<Guid>? ChannelIds = null);

public sealed record RevokeWorkspaceInvite(Guid WorkspaceId, string Code);

/// <summary>A channel as it stands in the browser of channels.</summary>
public sealed record ListedChannel(Guid Id, Info Info, int MemberCount, bool Member, DateTimeOffset CreatedAt);

public sealed record ListChannels(Guid WorkspaceId, string? Query = null, bool? Archived = null, string? Cursor = null, int? Limit = null);

public sealed record ChannelList(IReadOnlyList<ListedChannel> Channels, string? NextCursor = null);

/// <summary>Lets members of another workspace join a channel; its data stay with the workspace that opened it.</summary>
public sealed record ShareChannel(Guid ConversationId, Guid WorkspaceId);
