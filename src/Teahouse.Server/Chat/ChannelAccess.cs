using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Server.Workspaces;

namespace Teahouse.Server.Chat;

/// <summary>Who may be in a channel: the people of its workspace, and of those that it is shared with all but their guests.</summary>
sealed class ChannelAccess(NpgsqlDataSource database, Tenancy tenancy, Writers writers, IBus bus)
{
    /// <summary>
    /// The internal command by which the owner of a channel brings a member's place there in line with their workspace. A channel whose owner
    /// has to leave goes to its longest-serving admin or member.
    /// </summary>
    public static string FitCommand => "fit_member";

    /// <summary>
    /// Those of these people, who must have accounts, who may be in a channel, each with member or guest; null when the conversation is no
    /// channel.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, string>?> RolesAsync(
        Guid conversation, IReadOnlyCollection<Guid> users, CancellationToken cancellationToken)
    {
        var channels = await database.Command(ChatSql.Tenants, conversation)
            .ListAsync(row => (Home: row.GetGuid(0), Shared: row.GetFieldValue<Guid[]>(1)), cancellationToken);
        if (channels is not [var (home, shared)])
        {
            return null;
        }

        var roles = (await tenancy.RolesAsync(home, users, cancellationToken))
            .ToDictionary(r => r.Key, r => r.Value == Roles.Guest ? Roles.Guest : Roles.Member);
        if (shared.Length > 0)
        {
            foreach (var user in await tenancy.AmongAsync(shared, users, cancellationToken))
            {
                roles[user] = Roles.Member;
            }
        }

        return roles;
    }

    /// <summary>
    /// Has those of these members leave who may not be in the channel; answers a refusal when an owner could not be asked. Asked after they
    /// have come in: whoever is removed from the workspace in that moment leaves here, because the workspace forgets them before it
    /// looks for their channels.
    /// </summary>
    public async Task<Refused?> ExpelAsync(Guid conversation, IReadOnlyList<Guid> members, CancellationToken cancellationToken)
    {
        if (members is [] || await RolesAsync(conversation, members, cancellationToken) is not { } roles)
        {
            return null;
        }

        Refused? failed = null;
        foreach (var user in members.Where(user => !roles.ContainsKey(user)))
        {
            failed = await FitAsync(conversation, user, cancellationToken) ?? failed;
        }

        return failed;
    }

    /// <summary>Has a member leave the channel, or be a guest in it or none, as their workspace has them now.</summary>
    public async Task<Refused?> FitAsync(Guid conversation, Guid user, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new(conversation, user), ChatJson.Default.Fit);
        var reply = await bus.CallAsync(
            Address.Partition(Ids.Partition(conversation)), new Call(FitCommand, body) { User = user }, cancellationToken);
        return reply.Status == 204 ? null : Conversations.NoOwner;
    }

    public async ValueTask<Reply> FitAtAsync(Call call, CancellationToken cancellationToken)
    {
        var fit = JsonSerializer.Deserialize(call.Body.Span, ChatJson.Default.Fit)!;
        if (await RolesAsync(fit.ConversationId, [fit.UserId], cancellationToken) is not { } roles)
        {
            return new(204, default);
        }

        Work<Nothing> work;
        if (roles.TryGetValue(fit.UserId, out var role))
        {
            work = new RankWork(fit.ConversationId, fit.UserId, role == Roles.Guest);
        }
        else
        {
            var heirs = await database.Command(ChatSql.Heir, fit.ConversationId, fit.UserId)
                .ListAsync(row => row.GetGuid(0), cancellationToken);
            work = new LeaveWork(fit.ConversationId, Guid.Empty, fit.UserId) { Heir = heirs.FirstOrDefault() };
        }

        writers.Add(work);
        return (await work.Answered).Refused is { } refused ? Json.Write(refused, call.RequestId) : new(204, default);
    }
}

/// <summary>Whoever is a guest of the workspace is one in its channels, unless a channel is theirs; nobody else is.</summary>
sealed class RankWork : Work<Nothing>
{
    readonly Guid _user;
    readonly bool _guest;
    LogRow? _line;
    Reach? _reach;
    MembersUpdate? _update;

    public RankWork(Guid conversation, Guid user, bool guest) => (Conversation, _user, _guest) = (conversation, user, guest);

    public override void Need(Needs needs, ConversationState state) => needs.Member(state, _user);

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        (_line, _update) = (null, null);
        if (state?.Find(_user) is not { } member || member.Role == Roles.Owner || (member.Role == Roles.Guest) == _guest)
        {
            return null;
        }

        member.Role = _guest ? Roles.Guest : Roles.Member;
        _line = batch.AppendEvent(state, _user, new("role", [_user], member.Role));
        state.Rev = _line.Seq;
        batch.Put(state, member);
        batch.Describe(state);
        (_reach, _update) = (state.Reach,
            new(state.Id, state.Rev, state.MemberCount, Changed: [member.SeenBy(Guid.Empty, state.Kind)]));
        return null;
    }

    public override void Committed(Delivery delivery)
    {
        Answer(Nothing.Value);
        if (_line is not null)
        {
            delivery.Posted(_line, _reach!);
            delivery.Changed(_reach!, _update!, []);
        }
    }
}
