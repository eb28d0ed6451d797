using System.Globalization;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>The messages that a person has saved, and those that mention them.</summary>
sealed class Starring(
    NpgsqlDataSource database, IMessageLog log, Membership membership, History history, Hiding hiding, People people, ChangeLog changes)
{
    static readonly Refused NoMessage = new(Refusals.NotFound, "There is no such message of yours.");

    public async ValueTask<Answer<Nothing>> StarAsync(MessagePlace request, Call call, CancellationToken cancellationToken)
    {
        if (await history.FindAsync(call.User, request.ConversationId, request.Seq, cancellationToken) is not { } row || Messages.IsDeleted(row))
        {
            return NoMessage;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // It locks the person: two devices do not count at once.
        var versions = await ChangeLog.AdvanceAsync(connection, [call.User], cancellationToken);
        var stars = await connection.Command(ChatSql.CountStars, call.User).ListAsync(r => r.GetInt64(0), cancellationToken);
        if (stars[0] >= Limits.StarsPerUser)
        {
            return new Refused(Refusals.TooMany, $"At most {Limits.StarsPerUser} messages can be saved.");
        }

        var starred = await connection.Command(ChatSql.Star, request.ConversationId, call.User, request.Seq).RunAsync(cancellationToken);
        return await EndAsync(transaction, versions, starred, cancellationToken);
    }

    public async ValueTask<Answer<Nothing>> UnstarAsync(MessagePlace request, Call call, CancellationToken cancellationToken)
    {
        if (await membership.VisibleFromAsync(call.User, request.ConversationId, cancellationToken) is null)
        {
            return NoMessage;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var versions = await ChangeLog.AdvanceAsync(connection, [call.User], cancellationToken);
        var unstarred = await connection.Command(ChatSql.Unstar, request.ConversationId, call.User, request.Seq).RunAsync(cancellationToken);
        return await EndAsync(transaction, versions, unstarred, cancellationToken);
    }

    public ValueTask<Answer<FoundMessages>> ListStarredAsync(ListPlaces request, Call call, CancellationToken cancellationToken) =>
        PageAsync(ChatSql.Starred, request, call.User, row => true, cancellationToken);

    /// <summary>What mentions somebody, as long as it is not deleted; what they wrote themselves does not.</summary>
    public ValueTask<Answer<FoundMessages>> ListMentionsAsync(ListPlaces request, Call call, CancellationToken cancellationToken) =>
        PageAsync(ChatSql.Mentioned, request, call.User, row => row.SenderId != call.User && !Messages.IsDeleted(row), cancellationToken);

    async ValueTask<Answer<FoundMessages>> PageAsync(
        string sql, ListPlaces request, Guid user, Predicate<LogRow> shown, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? 50;
        if (limit is < 1 || limit > Limits.PageSize)
        {
            return new Refused(Refusals.InvalidField, $"limit is 1 to {Limits.PageSize}.");
        }

        var below = long.MaxValue;
        if (request.Cursor is not null && !long.TryParse(request.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out below))
        {
            return new Refused(Refusals.BadCursor, "That cursor does not belong to this list.");
        }

        var found = await database.Command(sql, user, below, limit + 1)
            .ListAsync(row => (Place: row.GetInt64(0), Conversation: row.GetGuid(1), Seq: row.GetInt64(2)), cancellationToken);
        var page = found.Take(limit).ToArray();
        var rows = page.Length == 0 ? []
            : await log.AtAsync([.. page.Select(p => p.Conversation)], [.. page.Select(p => p.Seq)], cancellationToken);
        var byPlace = (await hiding.ShownToAsync(user, rows.FindAll(shown), cancellationToken)).ToDictionary(r => (r.ConversationId, r.Seq));
        var messages = page.Where(p => byPlace.ContainsKey((p.Conversation, p.Seq)))
            .Select(p => byPlace[(p.Conversation, p.Seq)].ToMessage()).ToList();
        var users = await people.SeenByAsync(user, [.. messages.Select(m => m.SenderId).Distinct()], cancellationToken);
        return new FoundMessages(messages, users,
            found.Count > limit ? page[^1].Place.ToString(CultureInfo.InvariantCulture) : null);
    }

    async ValueTask<Answer<Nothing>> EndAsync(
        NpgsqlTransaction transaction, IReadOnlyList<OwnVersion> versions, int changed, CancellationToken cancellationToken)
    {
        if (changed > 0)
        {
            await transaction.CommitAsync(cancellationToken);
            changes.Tell(versions);
        }

        return Nothing.Value;
    }
}
