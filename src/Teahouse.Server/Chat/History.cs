using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Reads messages.</summary>
sealed class History(NpgsqlDataSource database, Writers writers, IMessageLog log, Membership membership)
{
    static readonly Refused NoConversation = new(Refusals.NotFound, "There is no such conversation of yours.");

    public async ValueTask<Answer<MessageList>> ListAsync(ListMessages request, Call call, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? 50;
        if (limit is < 1 || limit > Limits.PageSize)
        {
            return new Refused(Refusals.InvalidField, $"limit is 1 to {Limits.PageSize}.");
        }

        long?[] places = [request.BeforeSeq, request.AfterSeq, request.AroundSeq];
        if (places.Count(p => p is not null) > 1 || places.Any(p => p < 0))
        {
            return new Refused(Refusals.InvalidField, "Name one of before_seq, after_seq and around_seq, 0 or more.");
        }

        if (!await membership.IsMemberAsync(call.User, request.ConversationId, cancellationToken))
        {
            return NoConversation;
        }

        var id = request.ConversationId;
        var rows = request switch
        {
            { AfterSeq: { } after } => await log.AfterAsync(id, after, limit, cancellationToken),
            { AroundSeq: { } around } =>
            [
                .. await log.BeforeAsync(id, around, limit / 2, cancellationToken),
                .. await log.AfterAsync(id, around - 1, limit - (limit / 2), cancellationToken),
            ],
            _ => await log.BeforeAsync(id, request.BeforeSeq ?? long.MaxValue, limit, cancellationToken),
        };
        return new MessageList(rows.ConvertAll(r => r.ToMessage()));
    }

    public async ValueTask<Answer<Message>> GetAsync(GetMessage request, Call call, CancellationToken cancellationToken)
    {
        var row = (await log.FindAsync([request.MessageId], cancellationToken)).FirstOrDefault();
        return row is not null && await membership.IsMemberAsync(call.User, row.ConversationId, cancellationToken)
            ? row.ToMessage()
            : new Refused(Refusals.NotFound, "There is no such message of yours.");
    }

    public async ValueTask<Answer<IReadOnlyList<Message>>> UnreadAsync(ListUnread request, Call call, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? 100;
        if (limit is < 1 || limit > Limits.PageSize)
        {
            return new Refused(Refusals.InvalidField, $"limit is 1 to {Limits.PageSize}.");
        }

        if (await writers.SettleAsync(call.User) is { } lagging)
        {
            return lagging;
        }

        var places = await database.Command(ChatSql.UnreadPlaces, call.User)
            .ListAsync(row => (Id: row.GetGuid(0), Read: row.GetInt64(1)), cancellationToken);
        var rows = await log.UnreadAsync([.. places.Select(p => p.Id)], [.. places.Select(p => p.Read)], call.User, limit, cancellationToken);
        return Answer.Of<IReadOnlyList<Message>>(rows.ConvertAll(r => r.ToMessage()));
    }
}
