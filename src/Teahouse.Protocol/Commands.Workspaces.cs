namespace Teahouse.Protocol;

/// <content>Workspaces and their channels.</content>
public static partial class Commands
{
    public static readonly Command<Nothing, WorkspaceList> ListWorkspaces = new("list_workspaces", 200,
        "One's workspaces.",
        Wire.Json.Nothing, Wire.Json.WorkspaceList, new Route("GET", "/workspaces"));

    public static readonly Command<CreateWorkspace, Workspace> CreateWorkspace = new("create_workspace", 201,
        "Open a workspace.",
        Wire.Json.CreateWorkspace, Wire.Json.Workspace, new Route("POST", "/workspaces"))
    {
        Refused = [Refusals.NotAllowed, Refusals.TooMany, Refusals.KeyConflict],
    };

    public static readonly Command<GetWorkspace, Workspace> GetWorkspace = new("get_workspace", 200,
        "A workspace.",
        Wire.Json.GetWorkspace, Wire.Json.Workspace, new Route("GET", "/workspaces/{workspace_id}")) { Refused = [Refusals.NotFound] };

    public static readonly Command<UpdateWorkspace, Workspace> UpdateWorkspace = new("update_workspace", 200,
        "Change a workspace.",
        Wire.Json.UpdateWorkspace, Wire.Json.Workspace, new Route("PATCH", "/workspaces/{workspace_id}"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed],
    };

    public static readonly Command<ListWorkspaceMembers, WorkspaceMemberList> ListWorkspaceMembers = new("list_workspace_members", 200,
        "Who is in a workspace.",
        Wire.Json.ListWorkspaceMembers, Wire.Json.WorkspaceMemberList, new Route("GET", "/workspaces/{workspace_id}/members"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.BadCursor],
    };

    public static readonly Command<UpdateWorkspaceMember, WorkspaceMember> UpdateWorkspaceMember = new("update_workspace_member", 200,
        "Give somebody a role; owner hands the workspace over.",
        Wire.Json.UpdateWorkspaceMember, Wire.Json.WorkspaceMember, new Route("PATCH", "/workspaces/{workspace_id}/members/{user_id}"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed],
    };

    public static readonly Command<RemoveWorkspaceMember, Nothing> RemoveWorkspaceMember = new("remove_workspace_member", 204,
        "Remove somebody, or leave.",
        Wire.Json.RemoveWorkspaceMember, Wire.Json.Nothing, new Route("DELETE", "/workspaces/{workspace_id}/members/{user_id}"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.OwnerStays],
    };

    public static readonly Command<CreateWorkspaceInvite, Invite> CreateWorkspaceInvite = new("create_workspace_invite", 201,
        "Make an invitation link.",
        Wire.Json.CreateWorkspaceInvite, Wire.Json.Invite, new Route("POST", "/workspaces/{workspace_id}/invites"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.TooMany, Refusals.KeyConflict],
    };

    public static readonly Command<GetWorkspace, InviteList> ListWorkspaceInvites = new("list_workspace_invites", 200,
        "The invitations that are open.",
        Wire.Json.GetWorkspace, Wire.Json.InviteList, new Route("GET", "/workspaces/{workspace_id}/invites"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed],
    };

    public static readonly Command<RevokeWorkspaceInvite, Nothing> RevokeWorkspaceInvite = new("revoke_workspace_invite", 204,
        "Make an invitation void.",
        Wire.Json.RevokeWorkspaceInvite, Wire.Json.Nothing, new Route("DELETE", "/workspaces/{workspace_id}/invites/{code}"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed],
    };

    public static readonly Command<LookAtInvite, InvitePreview> LookAtWorkspaceInvite = new("look_at_workspace_invite", 200,
        "Where an invitation leads.",
        Wire.Json.LookAtInvite, Wire.Json.InvitePreview, new Route("GET", "/workspace_invites/{code}")) { Refused = [Refusals.NotFound] };

    public static readonly Command<AcceptInvite, Workspace> AcceptWorkspaceInvite = new("accept_workspace_invite", 200,
        "Join a workspace.",
        Wire.Json.AcceptInvite, Wire.Json.Workspace, new Route("POST", "/workspace_invites/{code}"))
    {
        Refused = [Refusals.NotFound, Refusals.TooMany, Refusals.Full],
    };

    public static readonly Command<ListChannels, ChannelList> ListChannels = new("list_channels", 200,
        "The channels one may see, by name.",
        Wire.Json.ListChannels, Wire.Json.ChannelList, new Route("GET", "/workspaces/{workspace_id}/channels"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.BadCursor],
    };

    public static readonly Command<ShareChannel, Conversation> ShareChannel = new("share_channel", 200,
        "Let another workspace's members join a channel.",
        Wire.Json.ShareChannel, Wire.Json.Conversation, new Route("PUT", "/conversations/{conversation_id}/workspaces/{workspace_id}"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.NotSupported, Refusals.Archived],
    };

    public static readonly Command<ShareChannel, Conversation> UnshareChannel = new("unshare_channel", 200,
        "End that; its members leave the channel.",
        Wire.Json.ShareChannel, Wire.Json.Conversation, new Route("DELETE", "/conversations/{conversation_id}/workspaces/{workspace_id}"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.NotSupported],
    };

    static IReadOnlyList<Command> OfWorkspaces =>
    [
        ListWorkspaces, CreateWorkspace, GetWorkspace, UpdateWorkspace, ListWorkspaceMembers, UpdateWorkspaceMember,
        RemoveWorkspaceMember, CreateWorkspaceInvite, ListWorkspaceInvites, RevokeWorkspaceInvite, LookAtWorkspaceInvite,
        AcceptWorkspaceInvite, ListChannels, ShareChannel, UnshareChannel,
    ];
}
