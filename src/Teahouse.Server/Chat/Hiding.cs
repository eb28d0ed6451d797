using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>What people have deleted for themselves alone; everything that one person reads goes by here.</summary>
sealed class Hiding(NpgsqlDataSource database)
{
    /// <summary>The rows without those that a person has deleted for themselves.</summary>
    public async Task<List<LogRow>> ShownToAsync(Guid user, List<LogRow> rows, CancellationToken cancellationToken)
    {
        var hidden = rows.Count == 0 ? [] : await AmongAsync(
            user, rows.ConvertAll(r => (r.ConversationId, r.Seq)), cancellationToken);
        return hidden.Count == 0 ? rows : rows.FindAll(r => !hidden.Contains((r.ConversationId, r.Seq)));
    }

    /// <summary>Those of the places that a person has deleted for themselves.</summary>
    public async Task<HashSet<(Guid Conversation, long Seq)>> AmongAsync(
        Guid user, IReadOnlyCollection<(Guid Conversation, long Seq)> places, CancellationToken cancellationToken) =>
        [.. await database.Command(ChatSql.HiddenAt, user, places.Select(p => p.Conversation).ToArray(), places.Select(p => p.Seq).ToArray())
            .ListAsync(row => (row.GetGuid(0), row.GetInt64(1)), cancellationToken)];

    /// <summary>Those who have deleted a message for themselves.</summary>
    public Task<List<Guid>> FromAsync(LogRow row, CancellationToken cancellationToken) =>
        database.Command(ChatSql.HiddenFrom, row.ConversationId, row.Seq).ListAsync(r => r.GetGuid(0), cancellationToken);

    /// <summary>What a person has deleted in conversations since a transaction, as their devices are told.</summary>
    public async Task<IEnumerable<HiddenUpdate>> SinceAsync(
        Guid user, ulong since, IReadOnlyList<Conversation> conversations, CancellationToken cancellationToken)
    {
        var messages = await database.Command(ChatSql.HiddenSince, user, since, conversations.Select(c => c.Id).ToArray())
            .ListAsync(row => new HiddenUpdate(row.GetGuid(0), row.GetFieldValue<long[]>(1)), cancellationToken);
        return conversations.Where(c => c.VisibleFrom is not null)
            .Select(c => new HiddenUpdate(c.Id, UntilSeq: c.VisibleFrom - 1)).Concat(messages);
    }
}

/// <summary>Deletes for oneself.</summary>
sealed class Clearing(Writers writers)
{
    public ValueTask<Answer<Nothing>> HideAsync(MessagePlace request, Call call, CancellationToken cancellationToken)
    {
        var work = new HideWork(request, call.User);
        writers.Add(work);
        return work.Answered;
    }

    public ValueTask<Answer<Nothing>> ClearAsync(ClearHistory request, Call call, CancellationToken cancellationToken)
    {
        var work = new ClearWork(request, call.User);
        writers.Add(work);
        return work.Answered;
    }
}

/// <summary>Deletes a message for its reader alone.</summary>
sealed class HideWork : Work<Nothing>
{
    readonly long _seq;

    public HideWork(MessagePlace place, Guid user) => (Conversation, Actor, _seq) = (place.ConversationId, user, place.Seq);

    public override void Need(Needs needs, ConversationState state)
    {
        base.Need(needs, state);
        needs.Message(state, _seq);
    }

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        if (state?.Find(Actor) is not { } member || _seq < member.VisibleFrom || batch.Message(state, _seq) is not { Target: null })
        {
            return new(Refusals.NotFound, "There is no such message of yours.");
        }

        batch.Besides(state, ChatSql.Hide, Conversation, Actor, _seq);
        return null;
    }

    public override void Committed(Delivery delivery)
    {
        Answer(Nothing.Value);
        delivery.Hidden(Actor, new(Conversation, [_seq]));
    }
}

/// <summary>Deletes what was written so far for one person alone; nothing of it is unread then.</summary>
sealed class ClearWork : Work<Nothing>
{
    readonly long _until;
    ConversationState? _state;
    bool _moved;

    public ClearWork(ClearHistory request, Guid user) => (Conversation, Actor, _until) = (request.ConversationId, user, request.UntilSeq);

    public override void Need(Needs needs, ConversationState state)
    {
        base.Need(needs, state);
        needs.Message(state, _until);
        needs.Privacy(state, Actor);
    }

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        if (state?.Find(Actor) is not { } member)
        {
            return new(Refusals.NotFound, "There is no such conversation of yours.");
        }

        if (_until < 1 || _until > state.LastSeq)
        {
            return new(Refusals.InvalidField, $"until_seq is 1 to {state.LastSeq}.");
        }

        _state = state;
        member.VisibleFrom = Math.Max(member.VisibleFrom, _until + 1);
        _moved = member.Move(_until, _until, batch.Message(state, _until)?.N ?? state.LastN);
        if (_moved)
        {
            batch.Move(state, member);
        }

        batch.Besides(state, ChatSql.Clear, Conversation, Actor, _until);
        return null;
    }

    public override void Committed(Delivery delivery)
    {
        Answer(Nothing.Value);
        delivery.Hidden(Actor, new(Conversation, UntilSeq: _until));
        if (_moved)
        {
            delivery.Moved(_state!, _state!.Find(Actor)!);
        }
    }
}
