using System.Text.Json.Serialization;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>By which door somebody comes in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Entrance>))]
enum Entrance
{
    /// <summary>A member adds them.</summary>
    Added,

    /// <summary>The channel is public.</summary>
    Public,

    /// <summary>They hold an invitation.</summary>
    Invited,

    /// <summary>An admin has said yes, or the server brings them in.</summary>
    Approved,
}

/// <summary>People come into a conversation.</summary>
sealed class EnterWork : Work<MembersAdded>
{
    readonly IReadOnlyList<User> _users;
    readonly IReadOnlyList<User> _shown;
    readonly Entrance _how;
    readonly ChatOptions _options;
    readonly List<MemberState> _new = [];
    ConversationState? _state;
    readonly Dictionary<Guid, Conversation> _seen = [];
    LogRow? _line;
    Reach? _reach;
    MembersUpdate? _update;
    bool _widened;
    bool _requested;

    /// <param name="conversation">Where to.</param>
    /// <param name="actor">Who does it: a member, or the person who comes.</param>
    /// <param name="users">Who comes.</param>
    /// <param name="how">By which door; what must hold for it outside of the conversation has been checked.</param>
    /// <param name="shown">Members whom the newcomers are shown.</param>
    /// <param name="options">How many may come.</param>
    public EnterWork(
        Guid conversation, Guid actor, IReadOnlyList<User> users, Entrance how, IReadOnlyList<User> shown, ChatOptions options)
    {
        (Conversation, Actor, _users, _how, _shown, _options) = (conversation, actor, users, how, shown, options);
    }

    public string Role { get; init; } = Roles.Member;

    /// <summary>In a channel, those who may be there, and whether as members or guests; null where the people need no workspace.</summary>
    public IReadOnlyDictionary<Guid, string>? Admitted { get; init; }

    public Guid? InvitedBy { get; init; }

    public override void Need(Needs needs, ConversationState state)
    {
        base.Need(needs, state);
        foreach (var user in _users)
        {
            needs.Member(state, user.Id);
        }
    }

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        _new.Clear();
        (_state, _line, _update, _widened, _requested) = (state, null, null, false, false);
        if (Check(state) is { } refused)
        {
            return refused;
        }

        var newcomers = _users.Where(user => state!.Find(user.Id) is null).ToArray();
        if (newcomers.Length == 0)
        {
            return null;
        }

        if (state!.Kind == Kinds.Channel && !newcomers.All(IsAdmitted))
        {
            return _how == Entrance.Added
                ? new(Refusals.NotAccepted, "Only people of the channel's workspace can be added.")
                : new(Refusals.NotFound, "There is no such conversation of yours.");
        }

        if (_how is Entrance.Added or Entrance.Invited && state.Info.Inviting == "approval" && state.Find(Actor) is not { IsAdmin: true })
        {
            _requested = true;
            batch.Besides(state, ChatSql.AddRequests, state.Id, newcomers.Select(u => u.Id).ToArray(), InvitedBy ?? Actor, batch.Now);
            return null;
        }

        var most = state.Kind == Kinds.Group ? _options.GroupMembers : _options.ChannelMembers;
        if (state.MemberCount + newcomers.Length > most)
        {
            return new(Refusals.Full, $"It may have {most} members.");
        }

        Enter(batch, state, newcomers);
        return null;
    }

    public override void Committed(Delivery delivery)
    {
        var asked = _requested ? _users.Select(u => u.Id).Where(u => _state!.Find(u) is null).ToList() : null;
        Answer(new([.. _new.Select(m => m.UserId)], asked));
        if (_line is null)
        {
            return;
        }

        if (_widened)
        {
            delivery.Widened(_state!);
        }

        foreach (var member in _new)
        {
            delivery.Joined(_state!, member.UserId, _seen[member.UserId], _state!.Wide ? [] : _shown);
        }

        delivery.Posted(_line, _reach!);
        delivery.Changed(_reach!, _update!, _users);
    }

    Refused? Check(ConversationState? state)
    {
        var actor = state?.Find(Actor);
        if (state is null || (actor is null && _how == Entrance.Added) || (_how == Entrance.Public && actor is null && !state.Info.Public))
        {
            return new(Refusals.NotFound, "There is no such conversation of yours.");
        }

        if (state.IsDirect)
        {
            return new(Refusals.NotSupported, "A direct conversation is for two; open a group.");
        }

        if (state.Info.Archived)
        {
            return new(Refusals.Archived, "The conversation is archived: nobody joins it.");
        }

        var closed = actor is { Role: Roles.Guest } || (actor is { IsAdmin: false } && state.Info.Inviting == "admins");
        return _how == Entrance.Added && closed ? new(Refusals.NotAllowed, "Only admins add people here.") : null;
    }

    // Guests come where they are let in, not by themselves.
    bool IsAdmitted(User user) =>
        Admitted is not null && Admitted.TryGetValue(user.Id, out var role) && (role != Roles.Guest || _how != Entrance.Public);

    void Enter(Batch batch, ConversationState state, User[] newcomers)
    {
        var from = state.Info.History == "joined" ? state.LastSeq + 1 : 1;
        state.VeiledSeq = Math.Max(state.VeiledSeq, from > 1 ? from : 0);
        foreach (var user in newcomers)
        {
            var member = new MemberState(user.Id) { Role = Admitted?[user.Id] ?? Role, JoinedAt = batch.Now, VisibleFrom = from };

            // What was written before is not unread for somebody who was not there.
            member.Move(state.LastSeq, state.LastSeq, state.LastN);
            batch.Cache.MembersChange(state, () => state.Enter(member));
            _new.Add(member);
        }

        if (!state.Wide && state.MemberCount > _options.NarrowMembers)
        {
            _widened = true;
            batch.Cache.MembersChange(state, () => state.Wide = true);
            batch.Widen(state);
        }

        var ids = newcomers.Select(u => u.Id).ToArray();
        _line = batch.AppendEvent(state, Actor, _how == Entrance.Added ? new("added", ids) : new("joined", ids));
        state.Rev = _line.Seq;
        _new.ForEach(member => batch.Put(state, member));
        batch.Describe(state);
        batch.Besides(state, ChatSql.EndRequests, state.Id, ids);
        _reach = state.Reach;
        _new.ForEach(member => _seen[member.UserId] = state.SeenBy(member.UserId, null));
        _update = new(state.Id, state.Rev, state.MemberCount, Changed: [.. _new.Select(m => m.SeenBy(Guid.Empty, state.Kind))]);
    }
}
