using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Who is writing just now. Nothing of it is stored.</summary>
sealed class TypingHints(Writers writers)
{
    public ValueTask<Answer<Nothing>> TellAsync(Protocol.Typing request, Call call, CancellationToken cancellationToken)
    {
        var work = new TypingWork(request.ConversationId, call.User);
        writers.Add(work);
        return work.Answered;
    }
}

sealed class TypingWork : Work<Nothing>
{
    ConversationState? _state;

    public TypingWork(Guid conversation, Guid user) => (Conversation, Actor) = (conversation, user);

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        _state = state;
        return state?.Find(Actor) is null ? new(Refusals.NotFound, "There is no such conversation of yours.") : null;
    }

    public override void Committed(Delivery delivery)
    {
        Answer(Nothing.Value);
        if (!_state!.Wide && Rights.IsTaken(_state, _state.Find(Actor)!))
        {
            delivery.Typing(_state, Actor);
        }
    }
}
