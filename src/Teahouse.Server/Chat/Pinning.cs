using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>The messages that are pinned in a conversation.</summary>
sealed class Pinning(NpgsqlDataSource database, IMessageLog log, Membership membership, Hiding hiding, People people)
{
    public async ValueTask<Answer<FoundMessages>> ListAsync(ListPins request, Call call, CancellationToken cancellationToken)
    {
        if (await membership.VisibleFromAsync(call.User, request.ConversationId, cancellationToken) is not { } from)
        {
            return new Refused(Refusals.NotFound, "There is no such conversation of yours.");
        }

        var seqs = await database.Command(ChatSql.Pins, request.ConversationId, from).ListAsync(row => row.GetInt64(0), cancellationToken);
        var pinned = await log.AtAsync([.. seqs.Select(_ => request.ConversationId)], [.. seqs], cancellationToken);
        var rows = await hiding.ShownToAsync(call.User, pinned, cancellationToken);
        var users = await people.SeenByAsync(call.User, [.. rows.Select(r => r.SenderId).Distinct()], cancellationToken);
        return new FoundMessages([.. rows.OrderBy(r => seqs.IndexOf(r.Seq)).Select(r => r.ToMessage())], users);
    }
}

/// <summary>Pins a message, which a line says, or unpins it.</summary>
sealed class PinWork(MessagePlace request, Guid actor, bool on) : ChangeWork(request.ConversationId, request.Seq, actor)
{
    LogRow? _line;
    Reach? _reach;

    public override void Need(Needs needs, ConversationState state)
    {
        base.Need(needs, state);
        needs.Pins(state);
    }

    public override void Committed(Delivery delivery)
    {
        base.Committed(delivery);
        if (_line is not null)
        {
            delivery.Posted(_line, _reach!);
        }
    }

    protected override Refused? Change(Batch batch, ConversationState state, MemberState member, LogRow row)
    {
        _line = null;
        if (!state.IsDirect && !member.IsAdmin)
        {
            return new(Refusals.NotAllowed, "Only admins pin messages.");
        }

        if ((on ? Rights.MayTakePart(state, member, batch.Now) : Rights.MayTakeBack(state)) is { } refused)
        {
            return refused;
        }

        if (row.State?.Pinned == true == on)
        {
            return null;
        }

        if (!batch.Marks.Pin(state, on))
        {
            return new(Refusals.TooMany, $"At most {Limits.PinsPerConversation} messages are pinned.");
        }

        var pinned = Put(batch, state, row with { State = (row.State ?? new()) with { Pinned = on ? true : null } });
        if (on)
        {
            batch.Besides(state, ChatSql.AddPin, state.Id, Seq, pinned.Rev!.Value);
            _line = batch.AppendEvent(state, Actor, new("pinned"), about: Seq);
            _reach = state.Reach;
        }
        else
        {
            batch.Besides(state, ChatSql.EndPin, state.Id, Seq);
        }

        return null;
    }
}
