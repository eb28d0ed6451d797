using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Somebody leaves or is removed: with the seq of the line that says so, nothing after it is theirs.</summary>
sealed class LeaveWork : Work<Nothing>
{
    readonly Guid _user;
    LogRow? _line;
    LogRow? _heired;
    Reach? _reach;
    MembersUpdate? _update;

    /// <param name="conversation">What they leave.</param>
    /// <param name="actor">Who does it; empty when the server does, because they have left the workspace or closed their account.</param>
    /// <param name="user">Who leaves.</param>
    public LeaveWork(Guid conversation, Guid actor, Guid user) => (Conversation, Actor, _user) = (conversation, actor, user);

    /// <summary>Who owns the conversation from now on, if its owner is made to leave.</summary>
    public Guid Heir { get; init; }

    public override void Need(Needs needs, ConversationState state)
    {
        base.Need(needs, state);
        needs.Member(state, _user);
        needs.Member(state, Heir);
    }

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        (_line, _heired) = (null, null);
        var server = Actor == Guid.Empty;
        if (state is null || (!server && state.Find(Actor) is null))
        {
            return new(Refusals.NotFound, "There is no such conversation of yours.");
        }

        if (state.Find(_user) is not { } member)
        {
            return server ? null : new(Refusals.NotFound, "They are no member.");
        }

        if (!server && Check(state, state.Find(Actor)!, member) is { } refused)
        {
            return refused;
        }

        // The last line is that of the leaving: it ends what they have.
        var heir = member.Role == Roles.Owner ? state.Find(Heir) : null;
        if (heir is not null)
        {
            heir.Role = Roles.Owner;
            _heired = batch.AppendEvent(state, _user, new("role", [Heir], Roles.Owner));
            batch.Put(state, heir);
        }

        batch.Cache.MembersChange(state, () => state.Leave(member));
        _line = batch.AppendEvent(state, server ? _user : Actor, Actor == _user || server ? new("left", [_user]) : new("removed", [_user]));
        member.RemovedSeq = _line.Seq;
        state.Rev = _line.Seq;
        batch.Put(state, member);
        batch.Besides(state, ChatSql.LoseStars, state.Id, _user);
        batch.Describe(state);
        _reach = state.Reach;
        _update = new(state.Id, state.Rev, state.MemberCount, Changed: heir is null ? null : [heir.SeenBy(Guid.Empty, state.Kind)],
            Left: [_user]);
        return null;
    }

    public override void Committed(Delivery delivery)
    {
        Answer(Nothing.Value);
        if (_line is not null)
        {
            delivery.Left(_reach!, _user, _update!);
            if (_heired is not null)
            {
                delivery.Posted(_heired, _reach!);
            }

            delivery.Posted(_line, _reach!);
        }
    }

    static Refused? Check(ConversationState state, MemberState actor, MemberState member)
    {
        if (state.IsDirect)
        {
            return new(Refusals.NotSupported, "Nobody leaves a direct conversation; hide it.");
        }

        if (actor == member)
        {
            return member.Role == Roles.Owner && state.MemberCount > 1
                ? new(Refusals.OwnerStays, "Hand the conversation over first.") : null;
        }

        return Rights.IsAbove(actor, member) ? null : new(Refusals.NotAllowed, "You cannot remove them.");
    }
}

/// <summary>A member gets another role, a nickname, or may not write for a while.</summary>
sealed class MemberWork : Work<Member>
{
    readonly UpdateMember _request;
    readonly List<LogRow> _lines = [];
    ConversationState? _state;
    Reach? _reach;
    MembersUpdate? _update;

    public MemberWork(UpdateMember request, Guid actor) => (Conversation, Actor, _request) = (request.ConversationId, actor, request);

    public override void Need(Needs needs, ConversationState state)
    {
        base.Need(needs, state);
        needs.Member(state, _request.UserId);
    }

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        (_state, _update) = (state, null);
        _lines.Clear();
        if (state?.Find(Actor) is not { } actor || state.Find(_request.UserId) is not { } member)
        {
            return new(Refusals.NotFound, "There is no such conversation of yours, or they are no member.");
        }

        if (Check(state, actor, member) is { } refused)
        {
            return refused;
        }

        var changed = Change(batch, state, actor, member);
        if (_lines.Count > 0)
        {
            state.Rev = _lines[^1].Seq;
            changed.ForEach(m => batch.Put(state, m));
            batch.Describe(state);
            (_reach, _update) = (state.Reach, new(state.Id, state.Rev, state.MemberCount,
                Changed: [.. changed.Select(m => m.SeenBy(Guid.Empty, state.Kind))]));
        }

        return null;
    }

    public override void Committed(Delivery delivery)
    {
        Answer(_state!.Find(_request.UserId)?.SeenBy(Actor, _state.Kind) ?? new(_request.UserId, 0, 0, 0));
        _lines.ForEach(line => delivery.Posted(line, _reach!));
        if (_update is not null)
        {
            delivery.Changed(_reach!, _update, []);
        }
    }

    Refused? Check(ConversationState state, MemberState actor, MemberState member)
    {
        if (state.IsDirect)
        {
            return new(Refusals.NotSupported, "A direct conversation has no roles.");
        }

        var above = Rights.IsAbove(actor, member);
        if (_request.Role is not null && (actor.Role != Roles.Owner || actor == member))
        {
            return new(Refusals.NotAllowed, "Only the owner gives roles, to others.");
        }

        if (_request.MutedUntil is not null && !above)
        {
            return new(Refusals.NotAllowed, "You cannot mute them.");
        }

        return _request.Nickname is not null && actor != member && !above ? new(Refusals.NotAllowed, "Everybody names themselves.") : null;
    }

    List<MemberState> Change(Batch batch, ConversationState state, MemberState actor, MemberState member)
    {
        var changed = new List<MemberState> { member };
        if (_request.Role is { } role && role != member.Role)
        {
            member.Role = role;
            if (role == Roles.Owner)
            {
                actor.Role = Roles.Admin;
                changed.Add(actor);
            }

            _lines.Add(batch.AppendEvent(state, Actor, new("role", [member.UserId], role)));
        }

        if (_request.Nickname is { } nickname && nickname != (member.Nickname ?? ""))
        {
            member.Nickname = nickname.Length == 0 ? null : nickname;
            _lines.Add(batch.AppendEvent(state, Actor, new("nickname", [member.UserId], member.Nickname)));
        }

        if (_request.MutedUntil is { } until && until != member.MutedUntil)
        {
            var muted = until > batch.Now;
            member.MutedUntil = muted ? until.ToUniversalTime() : null;
            _lines.Add(batch.AppendEvent(state, Actor, new(muted ? "muted" : "unmuted", [member.UserId])));
        }

        return changed;
    }
}
