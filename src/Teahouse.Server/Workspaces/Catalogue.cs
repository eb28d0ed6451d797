using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Workspaces;

/// <summary>Opens, lists and changes workspaces.</summary>
sealed class Catalogue(
    NpgsqlDataSource database, Changes changes, PublicWorkspace everybody, People people, WorkspacesOptions options, TimeProvider time)
{
    // In a larger workspace a new name is seen when one next asks for it: telling everybody would write a row for each.
    const int Told = 500;

    public async ValueTask<Answer<WorkspaceList>> ListAsync(Nothing request, Call call, CancellationToken cancellationToken)
    {
        await everybody.SettleAsync(cancellationToken);
        var list = await database.Command(WorkspacesSql.Of, call.User).ListAsync(Rows.Workspace, cancellationToken);
        return new WorkspaceList([await everybody.CountedAsync(list[0], cancellationToken), .. list.Skip(1)]);
    }

    public async ValueTask<Answer<Workspace>> GetAsync(GetWorkspace request, Call call, CancellationToken cancellationToken) =>
        await FindAsync(request.WorkspaceId, call.User, cancellationToken) is { } workspace
            ? await everybody.CountedAsync(workspace, cancellationToken)
            : Roles.Unknown;

    /// <summary>The workspace as somebody sees it, the public one without a count; null for a stranger.</summary>
    public async Task<Workspace?> FindAsync(Guid workspace, Guid user, CancellationToken cancellationToken)
    {
        await everybody.SettleAsync(cancellationToken);
        return await database.Command(WorkspacesSql.ById, workspace, user).FirstAsync(Rows.Workspace, cancellationToken);
    }

    public async ValueTask<Answer<Workspace>> CreateAsync(CreateWorkspace request, Call call, CancellationToken cancellationToken)
    {
        if (Wrong(request.Name, request.About, request.Avatar) is { } wrong)
        {
            return wrong;
        }

        if (options.Founders == Founders.Admins
            && !Roles.Governs((await FindAsync(PublicWorkspace.Id, call.User, cancellationToken))!))
        {
            return new Refused(Refusals.NotAllowed, "Ask the people who run this server for a workspace.");
        }

        var (id, digest, now) = (Keyed.Id("teahouse/workspace", call), Keyed.Digest(request, Wire.Json.CreateWorkspace), time.GetUtcNow());
        var founder = (await people.SeenByAsync(call.User, [call.User], cancellationToken))[0];
        await using var change = await changes.OpenAsync(id, [call.User], cancellationToken);
        if (await change.FirstAsync(WorkspacesSql.Digest, row => row.GetFieldValue<byte[]>(0), cancellationToken, id) is { } former)
        {
            return !former.AsSpan().SequenceEqual(digest) ? Keyed.Conflict
                : await change.SeenByAsync(call.User, cancellationToken) is { } again ? again
                : Roles.Unknown;
        }

        if (await change.CountAsync(WorkspacesSql.Count, cancellationToken, call.User) >= Limits.WorkspacesPerUser)
        {
            return Full;
        }

        await change.RunAsync(
            WorkspacesSql.Insert, cancellationToken, id, request.Name.Trim(), request.About?.Trim(), request.Avatar?.Trim(), now, digest);
        await change.RunAsync(WorkspacesSql.PutMember, cancellationToken, id, call.User, Roles.Owner, now, Names.Of(founder));
        await change.RunAsync(WorkspacesSql.MoveCount, cancellationToken, id, 1);
        await change.RecordAsync(WorkspacesFacts.MemberJoined, new(id, call.User, Roles.Owner, []), cancellationToken);
        var opened = (await change.SeenByAsync(call.User, cancellationToken))!;
        await change.CommitAsync(cancellationToken);
        return opened;
    }

    public static Refused Full { get; } = new(Refusals.TooMany, $"One is in at most {Limits.WorkspacesPerUser} workspaces.");

    public async ValueTask<Answer<Workspace>> UpdateAsync(UpdateWorkspace request, Call call, CancellationToken cancellationToken)
    {
        if (Wrong(request.Name, request.About, request.Avatar) is { } wrong)
        {
            return wrong;
        }

        if (request.Channels is not (null or "members" or "admins") || request.Inviting is not (null or "members" or "admins"))
        {
            return new Refused(Refusals.InvalidField, "channels and inviting are members or admins.");
        }

        if (await FindAsync(request.WorkspaceId, call.User, cancellationToken) is not { } seen)
        {
            return Roles.Unknown;
        }

        var told = seen.MemberCount > Told ? [] : await database.Command(WorkspacesSql.MemberIds, request.WorkspaceId, Told)
            .ListAsync(row => row.GetGuid(0), cancellationToken);
        await using var change = await changes.OpenAsync(request.WorkspaceId, [call.User, .. told], cancellationToken);
        seen = await change.SeenByAsync(call.User, cancellationToken);
        if (seen is null || !Roles.Governs(seen))
        {
            return seen is null ? Roles.Unknown : Roles.NotAllowed;
        }

        await change.RunAsync(WorkspacesSql.Update, cancellationToken, request.WorkspaceId, request.Name?.Trim(), request.About?.Trim(),
            request.Avatar?.Trim(), request.Channels, request.Inviting);
        var updated = (await change.SeenByAsync(call.User, cancellationToken))!;
        await change.CommitAsync(cancellationToken);
        return await everybody.CountedAsync(updated, cancellationToken);
    }

    static Refused? Wrong(string? name, string? about, string? avatar) =>
        name is not null && !(PlainText.Clean(name, Limits.NameChars) is { } clean && PlainText.IsVisible(clean))
            ? new(Refusals.InvalidField, $"name must be 1 to {Limits.NameChars} characters, without control characters.")
        : about is not null && PlainText.Clean(about, Limits.AboutChars, lines: true) is null
            ? new(Refusals.InvalidField, $"about must be at most {Limits.AboutChars} characters, without control characters.")
        : avatar is not null && PlainText.Clean(avatar, Limits.AvatarChars) is null
            ? new(Refusals.InvalidField, $"avatar must be at most {Limits.AvatarChars} characters, without control characters.")
        : null;
}
