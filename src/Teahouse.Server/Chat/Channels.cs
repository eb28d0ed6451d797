using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Server.Workspaces;

namespace Teahouse.Server.Chat;

/// <summary>Channels as their workspace has them: opened by those who may, found by name, each with a name of its own.</summary>
sealed class Channels(NpgsqlDataSource database, Groups groups, ChannelAccess access, Tenancy tenancy)
{
    static readonly Refused NoWorkspace = new(Refusals.NotFound, "There is no such workspace of yours.");

    public async ValueTask<Answer<ChannelList>> ListAsync(ListChannels request, Call call, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? 50;
        if (limit is < 1 || limit > Limits.PageSize)
        {
            return new Refused(Refusals.InvalidField, $"limit is 1 to {Limits.PageSize}.");
        }

        if (PlainText.Clean(request.Query ?? "", Limits.NameChars) is not { } query)
        {
            return new Refused(Refusals.InvalidField, $"query is at most {Limits.NameChars} characters, without control characters.");
        }

        if (!NamePlace.TryRead(request.Cursor, out var sort, out var after))
        {
            return new Refused(Refusals.BadCursor, "That cursor does not belong to this list.");
        }

        if (await tenancy.RoleAsync(call.User, request.WorkspaceId, cancellationToken) is not { } role)
        {
            return NoWorkspace;
        }

        if (role == Roles.Guest)
        {
            return new Refused(Refusals.NotAllowed, "Guests are in the channels that they were let into.");
        }

        var found = await database.Command(ChatSql.Channels, call.User, request.WorkspaceId, request.Archived == true, query, sort, after,
            limit + 1).ListAsync(row => (Channel: Row(row), Sort: row.GetString(5)), cancellationToken);
        var page = found.Take(limit).ToList();
        return new ChannelList([.. page.Select(p => p.Channel)],
            found.Count > limit ? NamePlace.Write(page[^1].Sort, page[^1].Channel.Id) : null);
    }

    /// <summary>Opens a channel, in the public workspace when none is named.</summary>
    public async ValueTask<Answer<Conversation>> CreateAsync(CreateConversation request, Call call, CancellationToken cancellationToken)
    {
        request = request with { WorkspaceId = request.WorkspaceId ?? Tenancy.PublicWorkspace };
        var home = request.WorkspaceId.Value;
        if (await tenancy.SeenByAsync(call.User, home, cancellationToken) is not { } workspace)
        {
            return NoWorkspace;
        }

        if (!(Governs(workspace) || (workspace.Role == Roles.Member && workspace.Channels == "members")))
        {
            return new Refused(Refusals.NotAllowed, "Your role in this workspace does not let you open channels.");
        }

        var roles = await tenancy.RolesAsync(home, request.MemberIds, cancellationToken);
        if (!request.MemberIds.All(id => roles.TryGetValue(id, out var role) && role != Roles.Guest))
        {
            return new Refused(Refusals.NotAllowed, "A channel is opened with members of its workspace; guests are let in afterwards.");
        }

        var id = Groups.IdFor(call);
        if (await TakeAsync(home, request.Name, id, cancellationToken) is { } taken)
        {
            return taken;
        }

        var created = await groups.CreateAsync(id, request, call, cancellationToken);
        if (created.Refused is not null)
        {
            await FreeAsync(home, request.Name, id);
            return created;
        }

        return await access.ExpelAsync(id, [call.User, .. request.MemberIds], CancellationToken.None) is { } failed ? failed : created;
    }

    /// <summary>Changes what a conversation is called and how it is kept; a channel within what its workspace allows.</summary>
    public async ValueTask<Answer<Conversation>> UpdateAsync(UpdateConversation request, Call call, CancellationToken cancellationToken)
    {
        var states = request is { Name: null, Default: null, Public: null } ? []
            : await ConversationRows.ReadAsync(database, [request.ConversationId], call.User, null, cancellationToken);
        if (states is not [{ Info: { WorkspaceId: { } home } info } state] || state.Find(call.User) is not { IsAdmin: true })
        {
            return await groups.UpdateAsync(request, call, cancellationToken);
        }

        if (await CheckAsync(request, info, call, cancellationToken) is { } wrong)
        {
            return wrong;
        }

        if (await TakeAsync(home, request.Name, state.Id, cancellationToken) is { } taken)
        {
            return taken;
        }

        var updated = await groups.UpdateAsync(request, call, cancellationToken);
        await FreeAsync(home, updated.Refused is null && request.Name is not null ? info.Name : request.Name, state.Id);
        return updated;
    }

    public static bool Governs(Workspace workspace) => workspace.Role is Roles.Owner or Roles.Admin;

    async Task<Refused?> CheckAsync(UpdateConversation request, Info info, Call call, CancellationToken cancellationToken)
    {
        if ((request.Default ?? info.Default) && !(request.Public ?? info.Public))
        {
            return new(Refusals.InvalidField, "A default channel is public.");
        }

        return request.Default == true && !info.Default
            && !(await tenancy.SeenByAsync(call.User, info.WorkspaceId!.Value, cancellationToken) is { } workspace && Governs(workspace))
            ? new(Refusals.NotAllowed, "Only owner and admins of the workspace say which channels everybody joins.")
            : null;
    }

    /// <summary>Takes a name before the channel gets it. A name that cannot be one is refused later, where all of the request is checked.</summary>
    async Task<Refused?> TakeAsync(Guid workspace, string? name, Guid channel, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(Clean(name))
            || await database.Command(ChatSql.TakeName, workspace, Clean(name), channel).RunAsync(cancellationToken) > 0
            ? null
            : new(Refusals.NameTaken, "Another channel of this workspace has that name.");

    async Task FreeAsync(Guid workspace, string? name, Guid channel)
    {
        if (!string.IsNullOrEmpty(Clean(name)))
        {
            await database.Command(ChatSql.FreeName, workspace, Clean(name), channel).RunAsync(CancellationToken.None);
        }
    }

    static string? Clean(string? name) => PlainText.Clean(name ?? "", Limits.NameChars);

    static ListedChannel Row(NpgsqlDataReader row) =>
        new(row.GetGuid(0), JsonSerializer.Deserialize(row.GetString(1), ChatJson.Default.Info)! with { Announcement = null },
            row.GetInt32(2), row.GetBoolean(3), row.GetFieldValue<DateTimeOffset>(4));
}
