using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Reads messages.</summary>
sealed class History(NpgsqlDataSource database, Writers writers, IMessageLog log, Membership membership, Hiding hiding)
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

        // Looked at again after the page was read: who was removed meanwhile gets nothing that is behind their removal.
        var from = await membership.VisibleFromAsync(call.User, request.ConversationId, cancellationToken);
        while (from is { } first)
        {
            var page = await PageAsync(request, call.User, limit, first, cancellationToken);
            from = await membership.VisibleFromAsync(call.User, request.ConversationId, cancellationToken);
            if (from == first)
            {
                return page;
            }
        }

        return NoConversation;
    }

    public async ValueTask<Answer<Message>> GetAsync(GetMessage request, Call call, CancellationToken cancellationToken)
    {
        var row = (await log.FindAsync([request.MessageId], cancellationToken)).FirstOrDefault();
        return row is not null && await membership.MaySeeAsync(call.User, row, cancellationToken)
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
            .ListAsync(row => (Id: row.GetGuid(0), Seq: row.GetInt64(1), N: row.GetInt64(2)), cancellationToken);
        var rows = await log.UnreadAsync(
            [.. places.Select(p => p.Id)], [.. places.Select(p => p.Seq)], [.. places.Select(p => p.N)], call.User, limit, cancellationToken);
        return Answer.Of<IReadOnlyList<Message>>(rows.ConvertAll(r => r.ToMessage()));
    }

    /// <summary>A message by its place, as it is now; null when the reader may not see it.</summary>
    public async Task<LogRow?> FindAsync(Guid reader, Guid conversation, long seq, CancellationToken cancellationToken) =>
        (await log.AtAsync([conversation], [seq], cancellationToken)) is [var row] && await membership.MaySeeAsync(reader, row, cancellationToken)
            ? row : null;

    /// <summary>After a seq every entry; elsewhere the lines that are shown, or the answers of one thread.</summary>
    async Task<MessageList> PageAsync(ListMessages request, Guid user, int limit, long from, CancellationToken cancellationToken)
    {
        var id = request.ConversationId;
        if (request.Thread is { } thread)
        {
            var answers = thread < from ? []
                : request.AfterSeq is { } beyond ? await log.AnswersAfterAsync(id, thread, beyond, limit, cancellationToken)
                : await log.AnswersBeforeAsync(id, thread, request.BeforeSeq ?? long.MaxValue, limit, cancellationToken);
            return new((await hiding.ShownToAsync(user, answers, cancellationToken)).ConvertAll(r => r.ToMessage()));
        }

        if (request.AfterSeq is { } after)
        {
            var rows = await log.AfterAsync(id, Math.Max(after, from - 1), limit, cancellationToken);
            return await EntriesAsync(rows, user, from, cancellationToken);
        }

        var before = request.AroundSeq ?? request.BeforeSeq ?? long.MaxValue;
        var earlier = await log.LinesBeforeAsync(id, before, from, request.AroundSeq is null ? limit : limit / 2, cancellationToken);
        var later = request.AroundSeq is { } around
            ? await log.LinesAfterAsync(id, Math.Max(around, from) - 1, limit - (limit / 2), cancellationToken) : [];
        List<LogRow> lines = [.. earlier, .. later];
        var shown = await hiding.ShownToAsync(user, lines, cancellationToken);
        return Covering(lines, request, limit, from) with { Messages = shown.ConvertAll(r => r.ToMessage()) };
    }

    /// <summary>Which entries a page of lines covers: those between its first and last line, and up to where it was asked to end.</summary>
    static MessageList Covering(List<LogRow> lines, ListMessages request, int limit, long from)
    {
        var whole = request.AroundSeq is null && lines.Count < limit;
        var first = whole ? from : lines is [var line, ..] ? line.Seq : (long?)null;
        var last = request.BeforeSeq is { } before ? before - 1 : lines is [.., var end] ? end.Seq : (long?)null;
        return new([], first, last);
    }

    /// <summary>Changes show what they changed as it is now, unless the reader may not see that.</summary>
    async Task<MessageList> EntriesAsync(List<LogRow> rows, Guid user, long from, CancellationToken cancellationToken)
    {
        var targets = rows.Where(r => r.Target >= from).ToArray();
        var changed = targets.Length == 0 ? []
            : await log.AtAsync([.. targets.Select(r => r.ConversationId)], [.. targets.Select(r => r.Target!.Value)], cancellationToken);
        var hidden = rows.Count == 0 ? []
            : await hiding.AmongAsync(user, [.. rows.Concat(changed).Select(r => (r.ConversationId, r.Seq))], cancellationToken);
        bool Shown(LogRow row) => !hidden.Contains((row.ConversationId, row.Seq));
        var bySeq = changed.Where(Shown).DistinctBy(r => r.Seq).ToDictionary(r => r.Seq);
        return new(rows.FindAll(Shown).ConvertAll(r => r.ToMessage(r.Target is { } target ? bySeq.GetValueOrDefault(target) : null)),
            rows is [var first, ..] ? first.Seq : null, rows is [.., var last] ? last.Seq : null);
    }
}
