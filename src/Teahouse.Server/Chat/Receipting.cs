using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>How far members have received and read.</summary>
sealed class Receipting(
    NpgsqlDataSource database, Writers writers, IMessageLog log, Membership membership, History history, People people,
    IBus bus)
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

    /// <summary>Who has received and read a message, of those who were there when it was sent: all are counted, some are named.</summary>
    public async ValueTask<Answer<ReceiptList>> ListAsync(MessagePlace request, Call call, CancellationToken cancellationToken)
    {
        // Who has written since has read it, and their row may not say so yet.
        if (await writers.SettleAsync(call.User) is { } lagging)
        {
            return lagging;
        }

        if (await history.FindAsync(call.User, request.ConversationId, request.Seq, cancellationToken) is not { } row)
        {
            return new Refused(Refusals.NotFound, "There is no such message of yours.");
        }

        var (members, read, delivered, readBy, deliveredTo) = (await database.Command(
                ChatSql.Receipts, row.ConversationId, row.Seq, row.SenderId, Limits.PageSize, row.SentAt)
            .ListAsync(r => (r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetFieldValue<Guid[]>(3), r.GetFieldValue<Guid[]>(4)), cancellationToken))[0];
        return new ReceiptList(readBy, deliveredTo, (int)members,
            await people.SeenByAsync(call.User, [.. readBy, .. deliveredTo], cancellationToken), (int)read, (int)delivered);
    }
}

sealed class ReceiptWork : Work<Receipt>
{
    readonly PutReceipt _request;
    ConversationState? _state;
    MemberState? _member;
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

        needs.Privacy(state, Actor);
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

        (_state, _member) = (state, member);
        _moved = member.Move(delivered, read, read == 0 ? 0 : batch.Message(state, read)?.N ?? state.LastN);
        if (member.Discreet is { } quiet && quiet != member.Quiet)
        {
            (member.Quiet, _moved) = (quiet, true);
            batch.Put(state, member);
        }
        else if (_moved)
        {
            batch.Move(state, member);
        }

        return null;
    }

    public override void Committed(Delivery delivery)
    {
        Answer(new(Conversation, Actor, _member!.DeliveredSeq, _member.ReadSeq, _member.ReadN));

        // The same batch may have removed them.
        if (_moved && _state!.Find(Actor) is not null)
        {
            delivery.Moved(_state, _member);
        }
    }
}
