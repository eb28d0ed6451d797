using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Workspaces;

/// <summary>Who is in a workspace, and as what.</summary>
sealed class Roster(NpgsqlDataSource database, Changes changes, Catalogue catalogue, People people)
{
    static Refused NoMember => new(Refusals.NotFound, "There is no such member.");

    public async ValueTask<Answer<WorkspaceMemberList>> ListAsync(
        ListWorkspaceMembers request, Call call, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? 50;
        if (limit is < 1 || limit > Limits.PageSize)
        {
            return new Refused(Refusals.InvalidField, $"limit is 1 to {Limits.PageSize}.");
        }

        if (PlainText.Clean(request.Query ?? "", Limits.DisplayNameChars) is not { } query)
        {
            return new Refused(Refusals.InvalidField, $"query is at most {Limits.DisplayNameChars} characters, without control characters.");
        }

        if (!NamePlace.TryRead(request.Cursor, out var sort, out var after))
        {
            return new Refused(Refusals.BadCursor, "That cursor does not belong to this list.");
        }

        if (await catalogue.FindAsync(request.WorkspaceId, call.User, cancellationToken) is not { } workspace)
        {
            return Roles.Unknown;
        }

        if (workspace.Role == Roles.Guest)
        {
            return Roles.NotAllowed;
        }

        var found = await database.Command(WorkspacesSql.Members, workspace.Id, sort, after, query, workspace.Public, limit + 1)
            .ListAsync(row => (Member: Rows.Member(row), Sort: row.GetString(3)), cancellationToken);
        var page = found.Take(limit).ToList();
        var users = await people.SeenByAsync(call.User, [.. page.Select(m => m.Member.UserId)], cancellationToken);
        return new WorkspaceMemberList([.. page.Select(m => m.Member)], users,
            found.Count > limit ? NamePlace.Write(page[^1].Sort, page[^1].Member.UserId) : null);
    }

    public async ValueTask<Answer<WorkspaceMember>> UpdateAsync(
        UpdateWorkspaceMember request, Call call, CancellationToken cancellationToken)
    {
        if (!Roles.All.Contains(request.Role))
        {
            return new Refused(Refusals.InvalidField, $"role is one of {string.Join(", ", Roles.All)}.");
        }

        await catalogue.FindAsync(request.WorkspaceId, call.User, cancellationToken);
        await using var change = await changes.OpenAsync(request.WorkspaceId, [call.User, request.UserId], cancellationToken);
        if (await change.SeenByAsync(call.User, cancellationToken) is not { } workspace)
        {
            return Roles.Unknown;
        }

        if (!Roles.Governs(workspace) || (workspace.Public && request.Role == Roles.Guest))
        {
            return Roles.NotAllowed;
        }

        if (await MemberAsync(change, workspace, request.UserId, cancellationToken) is not { } member)
        {
            return NoMember;
        }

        return member.Role == request.Role ? member : await GiveAsync(change, workspace, member, request.Role, call, cancellationToken);
    }

    /// <summary>Removes somebody, or oneself; the channels of the workspace are not touched.</summary>
    public async ValueTask<Answer<Nothing>> RemoveAsync(RemoveWorkspaceMember request, Call call, CancellationToken cancellationToken)
    {
        await using var change = await changes.OpenAsync(request.WorkspaceId, [request.UserId], cancellationToken);
        if (await change.SeenByAsync(call.User, cancellationToken) is not { } workspace)
        {
            return Roles.Unknown;
        }

        if (workspace.Public)
        {
            return new Refused(Refusals.NotAllowed, "Everybody who has an account is in the public workspace.");
        }

        var own = request.UserId == call.User;
        if (own ? workspace.Role == Roles.Owner : !Roles.Governs(workspace))
        {
            return own ? new Refused(Refusals.OwnerStays, "Hand the workspace over first.") : Roles.NotAllowed;
        }

        if (await MemberAsync(change, workspace, request.UserId, cancellationToken) is not { } member)
        {
            return NoMember;
        }

        if (!own && !Roles.Outranks(workspace.Role, member.Role))
        {
            return Roles.NotAllowed;
        }

        await RemoveAsync(change, workspace, member.UserId, cancellationToken);
        await change.CommitAsync(cancellationToken);
        return Nothing.Value;
    }

    /// <summary>Takes a member and their invitations out; of the public workspace, where nobody counts, only a role.</summary>
    public static async Task RemoveAsync(Change change, Workspace workspace, Guid user, CancellationToken cancellationToken)
    {
        await change.RunAsync(WorkspacesSql.DeleteMember, cancellationToken, workspace.Id, user);
        await change.RunAsync(WorkspacesSql.DeleteInvitesOf, cancellationToken, workspace.Id, user);
        if (!workspace.Public)
        {
            await change.RunAsync(WorkspacesSql.MoveCount, cancellationToken, workspace.Id, -1);
            await change.RecordAsync(WorkspacesFacts.MemberLeft, new(workspace.Id, user), cancellationToken);
        }
    }

    /// <summary>The member; in the public workspace also somebody who has no row there.</summary>
    async Task<WorkspaceMember?> MemberAsync(Change change, Workspace workspace, Guid user, CancellationToken cancellationToken) =>
        await change.FirstAsync(WorkspacesSql.Member, Rows.Member, cancellationToken, workspace.Id, user)
            ?? (workspace.Public && await people.SeenByAsync(default, [user], cancellationToken) is [var known]
                ? new(known.Id, Roles.Member, known.CreatedAt)
                : null);

    async Task<Answer<WorkspaceMember>> GiveAsync(
        Change change, Workspace workspace, WorkspaceMember member, string role, Call call, CancellationToken cancellationToken)
    {
        var handsOver = role == Roles.Owner;
        if (member.UserId == call.User || !Roles.Outranks(workspace.Role, member.Role)
            || (handsOver && workspace.Role != Roles.Owner) || (role == Roles.Admin && workspace.Role != Roles.Owner))
        {
            return Roles.NotAllowed;
        }

        if (handsOver)
        {
            // First: there is one owner at a time.
            await change.RunAsync(WorkspacesSql.SetRole, cancellationToken, workspace.Id, call.User, Roles.Admin);
            await change.RecordAsync(WorkspacesFacts.RoleChanged, new(workspace.Id, call.User, Roles.Admin), cancellationToken);
        }

        var named = (await people.SeenByAsync(default, [member.UserId], cancellationToken)).Select(Names.Of).FirstOrDefault("");
        var changed = await change.FirstAsync(
            WorkspacesSql.PutMember, Rows.Member, cancellationToken, workspace.Id, member.UserId, role, member.JoinedAt, named);
        await change.RecordAsync(WorkspacesFacts.RoleChanged, new(workspace.Id, member.UserId, role), cancellationToken);
        await change.CommitAsync(cancellationToken);
        return changed!;
    }
}
