using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using System.Text.Json;

namespace Teahouse.Server.Chat;

/// <summary>How far members have received and read.</summary>
sealed class Receipting(Writers writers, IMessageLog log, Membership membership, IBus bus)
{
    public ValueTask<Answer<Receipt>> PutAsync(PutReceipt request, Call call, CancellationToken cancellationToken)
    {
        if (request.DeliveredSeq is null && request.ReadSeq is null)
        {
            return new(new Refused(Refusals.MissingField, "Name a delivered_seq or a read_seq."));
        }

        var work = new ReceiptWork(request, call.User);
        writers.Add(work);
        return work.Answered;
    }

    /// <summary>Marks a message, and all before it, as read.</summary>
    public async ValueTask<Answer<Message>> MarkReadAsync(MarkRead request, Call call, CancellationToken cancellationToken)
    {
        if (!request.Read)
        {
            return new Refused(Refusals.InvalidField, "What is read stays read: read can only be true.");
        }

        var row = (await log.FindAsync([request.MessageId], cancellationToken)).FirstOrDefault();
        if (row is null || !await membership.MaySeeAsync(call.User, row, cancellationToken))
        {
            return new Refused(Refusals.NotFound, "There is no such message of yours.");
        }

        var receipt = new PutReceipt(row.ConversationId, ReadSeq: row.Seq);
        var reply = await bus.CallAsync(Address.Partition(Ids.Partition(row.ConversationId)),
            call with { Name = Commands.Receipt.Name, Body = JsonSerializer.SerializeToUtf8Bytes(receipt, Wire.Json.PutReceipt) },
            cancellationToken);
        return reply.Status == 200
            ? row.ToMessage()
            : new Refused(Refusals.Unavailable, "The conversation's owner did not answer; ask again.", TimeSpan.FromMilliseconds(500));
    }
}

sealed class ReceiptWork : Work<Receipt>
{
    readonly PutReceipt _request;
    ConversationState? _state;
    bool _moved;

    public ReceiptWork(PutReceipt request, Guid user)
    {
        Conversation = request.ConversationId;
        (_request, Actor) = (request, user);
    }

    // The ordinal of the last message is known; that of an earlier one is in its row.
    public override void Need(Needs needs, ConversationState state)
    {
        base.Need(needs, state);
        if (_request.ReadSeq < state.LastSeq)
        {
            needs.Message(state, _request.ReadSeq);
        }
    }

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        if (state?.Find(Actor) is not { } member)
        {
            return new(Refusals.NotFound, "There is no such conversation of yours.");
        }

        var (delivered, read) = (_request.DeliveredSeq ?? 0, _request.ReadSeq ?? 0);
        if (delivered < 0 || read < 0 || delivered > state.LastSeq || read > state.LastSeq)
        {
            return new(Refusals.InvalidField, $"The conversation's last seq is {state.LastSeq}.");
        }

        _state = state;
        _moved = member.Move(delivered, read, read == 0 ? 0 : batch.Message(state, read)?.N ?? state.LastN);
        if (_moved)
        {
            batch.Move(state, member);
        }

        return null;
    }

    public override void Committed(Delivery delivery)
    {
        var member = _state!.Find(Actor)!;
        Answer(new(Conversation, Actor, member.DeliveredSeq, member.ReadSeq, member.ReadN));
        if (_moved)
        {
            delivery.Moved(_state, member);
        }
    }
}
