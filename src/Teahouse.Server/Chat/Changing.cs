using Teahouse.Platform;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>A member does something to a message. An entry of the log says so, and carries the message as it is then.</summary>
abstract class ChangeWork : Work<Message>
{
    LogRow? _entry;
    LogRow? _row;
    Sight? _sight;

    protected ChangeWork(Guid conversation, long seq, Guid actor) => (Conversation, Seq, Actor) = (conversation, seq, actor);

    /// <summary>The message.</summary>
    protected long Seq { get; }

    public override void Need(Needs needs, ConversationState state)
    {
        base.Need(needs, state);
        needs.Message(state, Seq);
    }

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        (_entry, _row) = (null, null);
        if (state?.Find(Actor) is not { } member)
        {
            return new(Refusals.NotFound, "There is no such message of yours.");
        }

        if (Seq < member.VisibleFrom || batch.Message(state, Seq) is not { Target: null } row)
        {
            return new(Refusals.NotFound, "There is no such message of yours.");
        }

        _row = row;
        return Messages.IsDeleted(row) ? new(Refusals.Gone, "The message was deleted.")
            : Messages.IsLiving(row) ? Change(batch, state, member, row)
            : new(Refusals.NotAllowed, "A line of the system stays as it is.");
    }

    public override void Committed(Delivery delivery)
    {
        Answer(_row!.ToMessage());
        if (_entry is not null)
        {
            delivery.Changed(_entry, _row, _sight!);
        }
    }

    /// <summary>Checks and stages the change; stages nothing when the message is that way already.</summary>
    protected abstract Refused? Change(Batch batch, ConversationState state, MemberState member, LogRow row);

    /// <summary>The message is this from now on; answers it with its rev.</summary>
    protected LogRow Put(Batch batch, ConversationState state, LogRow changed, Guid? by = null)
    {
        if (Faults.Is(Faults.StaleRevision))
        {
            batch.Put(changed with { Rev = state.LastSeq });
            batch.Settle(state);
        }
        else
        {
            _entry = batch.AppendChange(state, by ?? Actor, changed);
            _sight = state.SightOf(Seq);
        }

        return _row = batch.Message(state, Seq)!;
    }
}

/// <summary>Who is told of a change: those who may read the message get it, the blind only learn that there is an entry.</summary>
sealed record Sight(Reach? Seeing, Reach? Blind);
