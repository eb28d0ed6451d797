using System.Buffers.Text;
using System.Security.Cryptography;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Workspaces;

/// <summary>Links that let people into workspaces.</summary>
sealed class Invitations(
    NpgsqlDataSource database, Changes changes, Catalogue catalogue, People people, WorkspacesOptions options, TimeProvider time)
{
    // 192 random bits: nobody finds a code by trying.
    const int CodeBytes = 24;

    static Refused Unknown => new(Refusals.NotFound, "That invitation leads nowhere, or no longer.");

    public async ValueTask<Answer<Invite>> CreateAsync(CreateWorkspaceInvite request, Call call, CancellationToken cancellationToken)
    {
        if (Wrong(request) is { } wrong)
        {
            return wrong;
        }

        await using var change = await changes.OpenAsync(request.WorkspaceId, [], cancellationToken);
        if (await change.SeenByAsync(call.User, cancellationToken) is not { } workspace)
        {
            return Roles.Unknown;
        }

        var role = request.Role ?? Roles.Member;
        if (workspace.Public || !(role == Roles.Guest ? Roles.Governs(workspace) : Roles.Allows(workspace, workspace.Inviting)))
        {
            return Roles.NotAllowed;
        }

        var digest = Keyed.Digest(request, Wire.Json.CreateWorkspaceInvite);
        if (await change.FirstAsync(WorkspacesSql.InviteByKey, Former, cancellationToken, workspace.Id, call.User, call.IdempotencyKey)
            is var (former, used))
        {
            return used.AsSpan().SequenceEqual(digest) ? former : Keyed.Conflict;
        }

        var now = time.GetUtcNow();
        await change.RunAsync(WorkspacesSql.DeleteSpentInvites, cancellationToken, workspace.Id, now);
        if (await change.CountAsync(WorkspacesSql.CountInvites, cancellationToken, workspace.Id) >= Limits.InvitesPerConversation)
        {
            return new Refused(Refusals.TooMany, $"At most {Limits.InvitesPerConversation} invitations are open at a time; revoke one.");
        }

        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));
        var expires = request.ExpiresInS is { } seconds ? now.AddSeconds(seconds) : (DateTimeOffset?)null;
        var invite = (await change.FirstAsync(WorkspacesSql.InsertInvite, Rows.Invite, cancellationToken, code, workspace.Id, role,
            (request.ChannelIds ?? []).Distinct().ToArray(), call.User, now, expires, request.MaxUses, call.IdempotencyKey, digest))!;
        await change.CommitAsync(cancellationToken);
        return invite;
    }

    public async ValueTask<Answer<InviteList>> ListAsync(GetWorkspace request, Call call, CancellationToken cancellationToken) =>
        await catalogue.FindAsync(request.WorkspaceId, call.User, cancellationToken) is not { } workspace ? Roles.Unknown
        : !Roles.Allows(workspace, workspace.Inviting) ? Roles.NotAllowed
        : new InviteList(await database.Command(WorkspacesSql.Invites, workspace.Id, time.GetUtcNow(), Author(workspace, call))
            .ListAsync(Rows.Invite, cancellationToken));

    public async ValueTask<Answer<Nothing>> RevokeAsync(RevokeWorkspaceInvite request, Call call, CancellationToken cancellationToken)
    {
        if (await catalogue.FindAsync(request.WorkspaceId, call.User, cancellationToken) is not { } workspace)
        {
            return Roles.Unknown;
        }

        if (!Roles.Allows(workspace, workspace.Inviting))
        {
            return Roles.NotAllowed;
        }

        var delete = database.Command(WorkspacesSql.DeleteInvite, workspace.Id, Code(request.Code), Author(workspace, call));
        return await delete.RunAsync(cancellationToken) == 0 ? Unknown : Nothing.Value;
    }

    public async ValueTask<Answer<InvitePreview>> LookAsync(LookAtInvite request, Call call, CancellationToken cancellationToken) =>
        await database.Command(WorkspacesSql.Preview, Code(request.Code), time.GetUtcNow(), call.User)
            .FirstAsync(Rows.Preview, cancellationToken) is { } preview
            ? preview
            : Unknown;

    /// <summary>Joins; who is in already stays what they are, but a guest becomes a member by a member's invitation.</summary>
    public async ValueTask<Answer<Workspace>> AcceptAsync(AcceptInvite request, Call call, CancellationToken cancellationToken)
    {
        var code = Code(request.Code);
        var found = await database.Command(WorkspacesSql.InviteByCode, code)
            .ListAsync(row => (Workspace: row.GetGuid(0), Role: row.GetString(1), Channels: row.GetFieldValue<Guid[]>(2)), cancellationToken);
        if (found is not [var invite])
        {
            return Unknown;
        }

        await using var change = await changes.OpenAsync(invite.Workspace, [call.User], cancellationToken);
        var former = await change.SeenByAsync(call.User, cancellationToken);
        if (former is not null && former.Role != Roles.Guest)
        {
            return former;
        }

        if (await change.RunAsync(WorkspacesSql.Admit, cancellationToken, code, call.User) == 0)
        {
            return former is null ? Unknown : former;
        }

        if (await change.RunAsync(WorkspacesSql.UseInvite, cancellationToken, code, time.GetUtcNow()) == 0)
        {
            return Unknown;
        }

        return await JoinAsync(change, invite.Workspace, former, invite.Role, invite.Channels, call, cancellationToken);
    }

    async Task<Answer<Workspace>> JoinAsync(
        Change change, Guid workspace, Workspace? former, string role, Guid[] channels, Call call, CancellationToken cancellationToken)
    {
        var user = (await people.SeenByAsync(call.User, [call.User], cancellationToken))[0];
        if (former is null && await change.CountAsync(WorkspacesSql.Count, cancellationToken, call.User) >= Limits.WorkspacesPerUser)
        {
            return Catalogue.Full;
        }

        await change.RunAsync(
            WorkspacesSql.PutMember, cancellationToken, workspace, call.User, role, time.GetUtcNow(), Names.Of(user));
        if (former is null)
        {
            await change.RunAsync(WorkspacesSql.MoveCount, cancellationToken, workspace, 1);
        }

        var joined = (await change.SeenByAsync(call.User, cancellationToken))!;
        if (joined.MemberCount > options.MaxMembers)
        {
            return new Refused(Refusals.Full, "The workspace has as many members as it may have.");
        }

        await change.RecordAsync(WorkspacesFacts.MemberJoined, new(workspace, call.User, role, channels), cancellationToken);
        await change.CommitAsync(cancellationToken);
        return joined;
    }

    static Tuple<Invite, byte[]> Former(NpgsqlDataReader row) => new(Rows.Invite(row), row.GetFieldValue<byte[]>(7));

    static Refused? Wrong(CreateWorkspaceInvite request) =>
        request.ExpiresInS is { } seconds && (seconds < 1 || seconds > Limits.InviteDays * 86_400)
            ? new(Refusals.InvalidField, $"expires_in_s is 1 to {Limits.InviteDays * 86_400}.")
        : request.MaxUses is { } uses && (uses < 1 || uses > Limits.InviteUses)
            ? new(Refusals.InvalidField, $"max_uses is 1 to {Limits.InviteUses}.")
        : request.Role is not (null or "member" or "guest")
            ? new(Refusals.InvalidField, "role is member or guest.")
        : (request.Role == Roles.Guest) != (request.ChannelIds is { Count: > 0 }) || request.ChannelIds?.Count > Limits.ChannelsPerInvite
            ? new(Refusals.InvalidField, $"A guest's invitation, and no other, names 1 to {Limits.ChannelsPerInvite} channel_ids.")
        : null;

    /// <summary>Whose invitations one sees and revokes: those who govern everybody's, others their own.</summary>
    static Guid? Author(Workspace workspace, Call call) => Roles.Governs(workspace) ? null : call.User;

    // No code holds what PostgreSQL cannot, and none is longer.
    static string Code(string given) => given.Length <= Limits.CodeChars && Base64Url.IsValid(given) ? given : "";
}
