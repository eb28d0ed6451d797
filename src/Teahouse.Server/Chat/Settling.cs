using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Brings a conversation's row up to the log, if it lags behind.</summary>
sealed class SettleWork : Work<bool>
{
    public SettleWork(Guid conversation) => Conversation = conversation;

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        if (state is { Settled: false })
        {
            batch.Settle(state);
        }

        return null;
    }

    public override void Committed(Delivery delivery) => Answer(true);
}

/// <summary>Brings the rows of all conversations of a user up to the log, so that what is read next from the database is complete.</summary>
sealed class SettleUserWork(Guid user) : Work<bool>
{
    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        foreach (var lagging in batch.Cache.UnsettledOf(user))
        {
            batch.Settle(lagging);
        }

        return null;
    }

    public override void Committed(Delivery delivery) => Answer(true);
}

/// <summary>Does nothing: when it is answered, all that was committed before has been told.</summary>
sealed class BarrierWork : Work<bool>
{
    public override Refused? Apply(Batch batch, ConversationState? state) => null;

    public override void Committed(Delivery delivery) => Answer(true);
}
