using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Server.Workspaces;

namespace Teahouse.Server.Chat;

/// <summary>Opens channels to the people of other workspaces. All that is written stays with the workspace that opened the channel.</summary>
sealed class ChannelSharing(
    NpgsqlDataSource database, Writers writers, Membership membership, ChannelAccess access, Tenancy tenancy, Conversations conversations)
{
    const int MembersAtOnce = 500;

    static readonly Refused NoChannel = new(Refusals.NotFound, "There is no such channel of yours, or no such workspace.");
    static readonly Refused NotAllowed = new(Refusals.NotAllowed, "Sharing is for those who run both workspaces.");

    public async ValueTask<Answer<Conversation>> ShareAsync(ShareChannel request, Call call, CancellationToken cancellationToken)
    {
        if (await GovernsAsync(request, call.User, cancellationToken) is not var (home, there))
        {
            return NoChannel;
        }

        if (!home || !there)
        {
            return NotAllowed;
        }

        var work = new ShareWork(request, call.User, share: true);
        writers.Add(work);
        return (await work.Answered).Refused is { } refused
            ? refused
            : await conversations.AnswerAsync(call.User, request.ConversationId, 200, cancellationToken);
    }

    /// <summary>Those who run either workspace end it. Asked again, it has those leave who have not left yet.</summary>
    public async ValueTask<Answer<Conversation>> UnshareAsync(ShareChannel request, Call call, CancellationToken cancellationToken)
    {
        if (await GovernsAsync(request, call.User, cancellationToken) is not var (home, there))
        {
            return NoChannel;
        }

        if (!home && !there)
        {
            return NotAllowed;
        }

        var work = new ShareWork(request, call.User, share: false);
        writers.Add(work);
        if ((await work.Answered).Refused is { } refused)
        {
            return refused;
        }

        // The asker may be among those who leave, so what they are answered is read first.
        var answer = await conversations.AnswerAsync(call.User, request.ConversationId, 200, cancellationToken);
        for (var after = Guid.Empty; ;)
        {
            var members = await ConversationRows.PageAsync(database, request.ConversationId, after, MembersAtOnce, cancellationToken);
            if (members.Count == 0)
            {
                return answer;
            }

            after = members[^1].State.UserId;
            if (await access.ExpelAsync(request.ConversationId, [.. members.Select(m => m.State.UserId)], cancellationToken) is { } failed)
            {
                return failed;
            }
        }
    }

    /// <summary>Whether a member of the channel runs its workspace, and the other one; null when they are to know of neither.</summary>
    async Task<(bool Home, bool There)?> GovernsAsync(ShareChannel request, Guid user, CancellationToken cancellationToken)
    {
        if (await membership.VisibleFromAsync(user, request.ConversationId, cancellationToken) is null)
        {
            return null;
        }

        var homes = await database.Command(ChatSql.Tenants, request.ConversationId).ListAsync(row => row.GetGuid(0), cancellationToken);
        var home = homes is [var id] ? await tenancy.SeenByAsync(user, id, cancellationToken) : null;
        var there = await tenancy.SeenByAsync(user, request.WorkspaceId, cancellationToken);
        return homes.Count == 0 || (home is null && there is null) ? null
            : (home is not null && Channels.Governs(home), there is not null && Channels.Governs(there));
    }
}

/// <summary>A channel is shared with a workspace, or no longer. Doing it once more changes nothing.</summary>
sealed class ShareWork : Work<bool>
{
    readonly Guid _workspace;
    readonly bool _share;
    LogRow? _line;
    Reach? _reach;
    MembersUpdate? _update;

    public ShareWork(ShareChannel request, Guid actor, bool share) =>
        (Conversation, Actor, _workspace, _share) = (request.ConversationId, actor, request.WorkspaceId, share);

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        (_line, _update) = (null, null);
        if (state?.Find(Actor) is null)
        {
            return new(Refusals.NotFound, "There is no such conversation of yours.");
        }

        if (state.Kind != Kinds.Channel || _workspace == state.Info.WorkspaceId || (_share && _workspace == Tenancy.PublicWorkspace))
        {
            return new(Refusals.NotSupported, "A channel is shared with another workspace, and not with the public one.");
        }

        IReadOnlyList<Guid> before = state.Info.SharedWith ?? [];
        if (before.Contains(_workspace) == _share)
        {
            return null;
        }

        if (_share && state.Info.Archived)
        {
            return new(Refusals.Archived, "The channel is archived.");
        }

        if (_share && before.Count >= Limits.WorkspacesPerChannel)
        {
            return new(Refusals.NotSupported, $"A channel is shared with at most {Limits.WorkspacesPerChannel} workspaces.");
        }

        Guid[] now = _share ? [.. before, _workspace] : [.. before.Where(id => id != _workspace)];
        state.Info = state.Info with { SharedWith = now.Length == 0 ? null : now };
        _line = batch.AppendEvent(state, Actor, new("settings"));
        state.Rev = _line.Seq;
        batch.Describe(state);
        (_update, _reach) = (new(state.Id, state.Rev, state.MemberCount, state.Info), state.Reach);
        return null;
    }

    public override void Committed(Delivery delivery)
    {
        Answer(true);
        if (_line is not null)
        {
            delivery.Posted(_line, _reach!);
            delivery.Changed(_reach!, _update!, []);
        }
    }
}
