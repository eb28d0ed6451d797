using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;
using Teahouse.Server.Workspaces;

namespace Teahouse.Server.Chat;

/// <summary>Has the people of workspaces come into channels, and leave them, as they come into workspaces and leave those.</summary>
sealed class ChannelTenants(NpgsqlDataSource database, Tenancy tenancy, Members members, ChannelAccess access)
{
    public static IReadOnlyList<string> Topics { get; } =
    [
        AccountsFacts.UserRegistered.Topic, WorkspacesFacts.MemberJoined.Topic, WorkspacesFacts.MemberLeft.Topic,
        WorkspacesFacts.RoleChanged.Topic,
    ];

    /// <summary>Removes somebody from a workspace: first there, then from every channel, so that nobody comes back in between.</summary>
    public async ValueTask<Answer<Nothing>> RemoveAsync(RemoveWorkspaceMember request, Call call, CancellationToken cancellationToken)
    {
        var removed = await tenancy.RemoveAsync(request, call, cancellationToken);
        return removed.Refused is null && await LeaveAsync(request.WorkspaceId, request.UserId, CancellationToken.None) is { } failed
            ? failed
            : removed;
    }

    /// <summary>Makes an invitation; a guest's opens only channels of the workspace that the asker sees.</summary>
    public async ValueTask<Answer<Invite>> InviteAsync(CreateWorkspaceInvite request, Call call, CancellationToken cancellationToken)
    {
        // Whatever else is wrong is said by the workspace.
        var asked = request.Role == Roles.Guest ? request.ChannelIds?.Distinct().ToArray() ?? [] : [];
        if (asked.Length > 0 && asked.Length <= Limits.ChannelsPerInvite
            && await tenancy.RoleAsync(call.User, request.WorkspaceId, cancellationToken) is Roles.Owner or Roles.Admin)
        {
            var shown = await database.Command(ChatSql.ChannelsToShow, call.User, request.WorkspaceId, asked)
                .ListAsync(row => row.GetGuid(0), cancellationToken);
            if (shown.Count < asked.Length)
            {
                return new Refused(Refusals.NotFound, "One of these channels is none of the workspace that you see.");
            }
        }

        return await tenancy.InviteAsync(request, call, cancellationToken);
    }

    public async Task HearAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        foreach (var fact in facts)
        {
            await HearAsync(fact, cancellationToken);
        }
    }

    async Task HearAsync(Fact fact, CancellationToken cancellationToken)
    {
        if (fact.Topic == AccountsFacts.UserRegistered.Topic)
        {
            await JoinDefaultsAsync(Tenancy.PublicWorkspace, AccountsFacts.UserRegistered.Read(fact).UserId, cancellationToken);
        }
        else if (fact.Topic == WorkspacesFacts.MemberJoined.Topic)
        {
            var joined = WorkspacesFacts.MemberJoined.Read(fact);
            await (joined.Role == Roles.Guest
                ? JoinAsync(joined.ChannelIds, joined.UserId, cancellationToken)
                : JoinDefaultsAsync(joined.WorkspaceId, joined.UserId, cancellationToken));
            await RankAsync(joined.WorkspaceId, joined.UserId, cancellationToken);
        }
        else if (fact.Topic == WorkspacesFacts.MemberLeft.Topic)
        {
            // The command has done it already, unless the process died.
            var left = WorkspacesFacts.MemberLeft.Read(fact);
            Insist(await LeaveAsync(left.WorkspaceId, left.UserId, cancellationToken));
        }
        else
        {
            var changed = WorkspacesFacts.RoleChanged.Read(fact);
            await (changed.Role == Roles.Guest ? Task.CompletedTask
                : JoinDefaultsAsync(changed.WorkspaceId, changed.UserId, cancellationToken));
            await RankAsync(changed.WorkspaceId, changed.UserId, cancellationToken);
        }
    }

    async Task JoinDefaultsAsync(Guid workspace, Guid user, CancellationToken cancellationToken) => await JoinAsync(
        await database.Command(ChatSql.DefaultChannels, workspace).ListAsync(row => row.GetGuid(0), cancellationToken), user, cancellationToken);

    /// <summary>Joins what can be joined: a fact may be old, and a channel full or archived by now.</summary>
    async Task JoinAsync(IEnumerable<Guid> channels, Guid user, CancellationToken cancellationToken)
    {
        foreach (var channel in channels)
        {
            var entered = await members.EnterAsync(new(channel, user, Entrance.Approved), cancellationToken);
            Insist(entered.Refused is { Row.Retry: Retry.Later } refused ? refused : null);
        }
    }

    /// <summary>Has somebody leave the channels that they were in by this workspace alone.</summary>
    async Task<Refused?> LeaveAsync(Guid workspace, Guid user, CancellationToken cancellationToken)
    {
        Refused? failed = null;
        foreach (var channel in await ChannelsOfAsync(workspace, user, cancellationToken))
        {
            failed = await access.ExpelAsync(channel, [user], cancellationToken) ?? failed;
        }

        return failed;
    }

    /// <summary>Has a guest of the workspace be one in its channels, and nobody else.</summary>
    async Task RankAsync(Guid workspace, Guid user, CancellationToken cancellationToken)
    {
        foreach (var channel in await ChannelsOfAsync(workspace, user, cancellationToken))
        {
            Insist(await access.FitAsync(channel, user, cancellationToken));
        }
    }

    Task<List<Guid>> ChannelsOfAsync(Guid workspace, Guid user, CancellationToken cancellationToken) =>
        database.Command(ChatSql.ChannelsOf, user, workspace).ListAsync(row => row.GetGuid(0), cancellationToken);

    /// <summary>Has the facts come again.</summary>
    static void Insist(Refused? refused)
    {
        if (refused is not null)
        {
            throw new InvalidOperationException($"The owner of a channel did not answer: {refused.Detail}");
        }
    }
}
