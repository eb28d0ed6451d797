using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Workspaces;

/// <summary>Workspaces and their members, as the other units may ask for them.</summary>
public sealed class Tenancy
{
    readonly NpgsqlDataSource _database;
    readonly Catalogue _catalogue;
    readonly Roster _roster;
    readonly Invitations _invitations;

    internal Tenancy(NpgsqlDataSource database, Catalogue catalogue, Roster roster, Invitations invitations) =>
        (_database, _catalogue, _roster, _invitations) = (database, catalogue, roster, invitations);

    /// <summary>The workspace that everybody who has an account is in; nobody joins or leaves it.</summary>
    public static Guid PublicWorkspace => Workspaces.PublicWorkspace.Id;

    /// <summary>The workspace as somebody sees it, with their role; null when they are not in it.</summary>
    public Task<Workspace?> SeenByAsync(Guid user, Guid workspace, CancellationToken cancellationToken) =>
        _catalogue.FindAsync(workspace, user, cancellationToken);

    /// <summary>Somebody's role in a workspace: owner, admin, member or guest; null when they are not in it.</summary>
    public async Task<string?> RoleAsync(Guid user, Guid workspace, CancellationToken cancellationToken) =>
        (await _catalogue.FindAsync(workspace, user, cancellationToken))?.Role;

    /// <summary>The roles of these people in a workspace; those who are not in it are left out.</summary>
    /// <param name="users">People who have accounts: the public workspace does not ask again.</param>
    public async Task<IReadOnlyDictionary<Guid, string>> RolesAsync(
        Guid workspace, IReadOnlyCollection<Guid> users, CancellationToken cancellationToken)
    {
        var roles = (await _database.Command(WorkspacesSql.Roles, workspace, users.ToArray())
            .ListAsync(row => (User: row.GetGuid(0), Role: row.GetString(1)), cancellationToken)).ToDictionary(r => r.User, r => r.Role);
        foreach (var user in workspace == PublicWorkspace ? users : [])
        {
            roles.TryAdd(user, Roles.Member);
        }

        return roles;
    }

    /// <summary>Those of these people who are in at least one of the workspaces, other than as guests.</summary>
    /// <param name="users">People who have accounts: the public workspace does not ask again.</param>
    public async Task<IReadOnlySet<Guid>> AmongAsync(
        IReadOnlyCollection<Guid> workspaces, IReadOnlyCollection<Guid> users, CancellationToken cancellationToken) =>
        workspaces.Contains(PublicWorkspace)
            ? users.ToHashSet()
            : (await _database.Command(WorkspacesSql.Among, workspaces.ToArray(), users.ToArray())
                .ListAsync(row => row.GetGuid(0), cancellationToken)).ToHashSet();

    /// <summary>Carries out <c>remove_workspace_member</c> but for the channels, which the caller has the person leave.</summary>
    public ValueTask<Answer<Nothing>> RemoveAsync(RemoveWorkspaceMember request, Call call, CancellationToken cancellationToken) =>
        _roster.RemoveAsync(request, call, cancellationToken);

    /// <summary>Carries out <c>create_workspace_invite</c>; that the channels are the workspace's own is for the caller to see to.</summary>
    public ValueTask<Answer<Invite>> InviteAsync(CreateWorkspaceInvite request, Call call, CancellationToken cancellationToken) =>
        _invitations.CreateAsync(request, call, cancellationToken);
}
