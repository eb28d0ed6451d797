using System.Buffers.Text;
using System.Security.Cryptography;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Invitations by link, and those who wait to be let in.</summary>
sealed class Invites(
    NpgsqlDataSource database, Members members, Membership membership, ChannelAccess access, People people, Conversations conversations,
    TimeProvider time)
{
    static readonly Refused NoInvite = new(Refusals.NotFound, "The invitation is void, used up, or never was.");

    public async ValueTask<Answer<Invite>> CreateAsync(CreateInvite request, Call call, CancellationToken cancellationToken)
    {
        if (request.MaxUses is < 1 || request.MaxUses > Limits.InviteUses || request.ExpiresInS is < 60
            || request.ExpiresInS > Limits.InviteDays * 86_400)
        {
            return new Refused(Refusals.InvalidField,
                $"max_uses is 1 to {Limits.InviteUses}, expires_in_s 60 to {Limits.InviteDays * 86_400}.");
        }

        if (await CheckAsync(call.User, request.ConversationId, admins: false, cancellationToken) is { } refused)
        {
            return refused;
        }

        var now = time.GetUtcNow();
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18));
        DateTimeOffset? expires = request.ExpiresInS is { } seconds ? now.AddSeconds(seconds) : null;
        var made = await database.Command(ChatSql.CreateInvite, code, request.ConversationId, call.User, now, expires, request.MaxUses,
            Limits.InvitesPerConversation).RunAsync(cancellationToken);
        return made == 1
            ? new Invite(code, call.User, now, 0, request.MaxUses, expires)
            : new Refused(Refusals.TooMany, $"{Limits.InvitesPerConversation} invitations are open; revoke one.");
    }

    public async ValueTask<Answer<InviteList>> ListAsync(ListInvites request, Call call, CancellationToken cancellationToken) =>
        await CheckAsync(call.User, request.ConversationId, admins: true, cancellationToken) is { } refused
            ? refused
            : new InviteList(await database.Command(ChatSql.OpenInvites, request.ConversationId, time.GetUtcNow())
                .ListAsync(row => Row(row).Invite, cancellationToken));

    public async ValueTask<Answer<Nothing>> RevokeAsync(RevokeInvite request, Call call, CancellationToken cancellationToken)
    {
        if (await CheckAsync(call.User, request.ConversationId, admins: true, cancellationToken) is { } refused)
        {
            return refused;
        }

        return await database.Command(ChatSql.RevokeInvite, request.ConversationId, request.Code).RunAsync(cancellationToken) == 1
            ? Nothing.Value : NoInvite;
    }

    public async ValueTask<Answer<InvitePreview>> LookAsync(LookAtInvite request, Call call, CancellationToken cancellationToken)
    {
        if (await FindAsync(request.Code, cancellationToken) is not var (conversation, _))
        {
            return NoInvite;
        }

        if (await access.RolesAsync(conversation, [call.User], cancellationToken) is { Count: 0 })
        {
            return NoInvite;
        }

        var state = (await ConversationRows.ReadAsync(database, [conversation], call.User, null, cancellationToken))[0];
        return new InvitePreview(state.Kind, state.Id, state.MemberCount, state.Find(call.User) is not null,
            state.Info.Inviting == "approval", state.Info.Name, state.Info.Avatar, state.Info.Topic);
    }

    public async ValueTask<Answer<Joined>> AcceptAsync(AcceptInvite request, Call call, CancellationToken cancellationToken)
    {
        if (await FindAsync(request.Code, cancellationToken) is not var (conversation, invite))
        {
            return NoInvite;
        }

        if (await membership.VisibleFromAsync(call.User, conversation, cancellationToken) is not null)
        {
            return await JoinedAsync(call.User, conversation, cancellationToken);
        }

        // The use is taken first, in one statement, so that two devices cannot share the last one.
        if (await database.Command(ChatSql.UseInvite, request.Code, time.GetUtcNow()).RunAsync(cancellationToken) == 0)
        {
            return NoInvite;
        }

        var entered = await members.EnterAsync(
            new(conversation, call.User, Entrance.Invited, InvitedBy: invite.CreatedBy), cancellationToken);
        if (entered.Refused is { } refused || entered.Value!.Added.Count == 0)
        {
            await database.Command(ChatSql.GiveInviteBack, request.Code).RunAsync(CancellationToken.None);
            return entered.Refused is { } why ? why
                : entered.Value!.Requested is { Count: > 0 } ? new Joined(Requested: true)
                : await JoinedAsync(call.User, conversation, cancellationToken);
        }

        return await JoinedAsync(call.User, conversation, cancellationToken);
    }

    public async ValueTask<Answer<JoinRequestList>> ListRequestsAsync(
        ListJoinRequests request, Call call, CancellationToken cancellationToken)
    {
        if (await CheckAsync(call.User, request.ConversationId, admins: true, cancellationToken) is { } refused)
        {
            return refused;
        }

        var waiting = await database.Command(ChatSql.Requests, request.ConversationId).ListAsync(
            row => new JoinRequest(row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.IsDBNull(2) ? null : row.GetGuid(2)),
            cancellationToken);
        return new JoinRequestList(waiting, await people.SeenByAsync(call.User, [.. waiting.Select(w => w.UserId)], cancellationToken));
    }

    public async ValueTask<Answer<Nothing>> AnswerRequestAsync(AnswerJoinRequest request, Call call, CancellationToken cancellationToken)
    {
        if (await CheckAsync(call.User, request.ConversationId, admins: true, cancellationToken) is { } refused)
        {
            return refused;
        }

        var ended = await database.Command(ChatSql.EndRequests, request.ConversationId, new[] { request.UserId }).RunAsync(cancellationToken);
        if (ended == 0)
        {
            return new Refused(Refusals.NotFound, "They have not asked to join.");
        }

        if (!request.Accept)
        {
            return Nothing.Value;
        }

        var entered = await members.EnterAsync(new(request.ConversationId, request.UserId, Entrance.Approved), cancellationToken);
        return entered.Refused is { } why ? why : Nothing.Value;
    }

    async Task<Answer<Joined>> JoinedAsync(Guid user, Guid conversation, CancellationToken cancellationToken)
    {
        var answer = await conversations.AnswerAsync(user, conversation, 200, cancellationToken);
        return answer.Refused is { } refused ? refused : new Joined(answer.Value);
    }

    /// <summary>Whether a member may invite, or, for admins, manage.</summary>
    async Task<Refused?> CheckAsync(Guid user, Guid conversation, bool admins, CancellationToken cancellationToken)
    {
        var states = await ConversationRows.ReadAsync(database, [conversation], user, null, cancellationToken);
        if (states is not [var state] || state.Find(user) is not { } member)
        {
            return new(Refusals.NotFound, "There is no such conversation of yours.");
        }

        if (state.IsDirect)
        {
            return new(Refusals.NotSupported, "A direct conversation is for two.");
        }

        return member.IsAdmin || (!admins && member.Role == Roles.Member && state.Info.Inviting != "admins")
            ? null : new(Refusals.NotAllowed, "Only admins do that here.");
    }

    async Task<(Guid Conversation, Invite Invite)?> FindAsync(string code, CancellationToken cancellationToken) =>
        await database.Command(ChatSql.OpenInvite, code, time.GetUtcNow()).ListAsync(Row, cancellationToken) is [var found] ? found : null;

    static (Guid Conversation, Invite Invite) Row(NpgsqlDataReader row) =>
        (row.GetGuid(1), new(row.GetString(0), row.GetGuid(2), row.GetFieldValue<DateTimeOffset>(3), row.GetInt32(4),
            row.IsDBNull(5) ? null : row.GetInt32(5), row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6)));
}
