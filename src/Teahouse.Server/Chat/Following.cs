using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Where people stand in threads: which they follow, and how far they have read.</summary>
sealed class Following(NpgsqlDataSource database, IMessageLog log, History history, Hiding hiding, People people, Tellings tellings, IBus bus)
{
    // Threads of one page of conversations that one sync answers; those with the latest answers first.
    const int MostThreads = 1000;

    static readonly Refused NoThread = new(Refusals.NotFound, "There is no such message of yours to have a thread.");

    public async ValueTask<Answer<ThreadList>> ListAsync(ListPlaces request, Call call, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? 50;
        if (limit is < 1 || limit > Limits.PageSize)
        {
            return new Refused(Refusals.InvalidField, $"limit is 1 to {Limits.PageSize}.");
        }

        if (!Cursors.TryReadPlace(request.Cursor, out var below, out var belowId, out var belowSeq))
        {
            return new Refused(Refusals.BadCursor, "That cursor does not belong to this list.");
        }

        var found = await database.Command(ChatSql.ThreadsFollowed, call.User, below, belowId, belowSeq, limit + 1)
            .ListAsync(row => (Place: Row(row), At: row.GetFieldValue<DateTimeOffset>(6)), cancellationToken);
        var page = found.Take(limit).Select(f => f.Place).ToList();
        var rows = await log.AtAsync([.. page.Select(p => p.ConversationId)], [.. page.Select(p => p.Seq)], cancellationToken);
        var roots = (await hiding.ShownToAsync(call.User, rows, cancellationToken))
            .ToDictionary(r => (r.ConversationId, r.Seq), r => r.ToMessage());
        var threads = page.ConvertAll(p => p with { Root = roots.GetValueOrDefault((p.ConversationId, p.Seq)) });
        var names = roots.Values.SelectMany(r => r.Replies?.UserIds.Append(r.SenderId) ?? [r.SenderId]);
        var users = await people.SeenByAsync(call.User, [.. names.Distinct()], cancellationToken);
        return new ThreadList(threads, users,
            found.Count > limit ? Cursors.WritePlace(found[limit - 1].At, page[^1].ConversationId, page[^1].LastSeq) : null);
    }

    public async ValueTask<Answer<ThreadPlace>> GetAsync(MessagePlace request, Call call, CancellationToken cancellationToken)
    {
        if (await RootAsync(call.User, request.ConversationId, request.Seq, cancellationToken) is not { } root)
        {
            return NoThread;
        }

        var places = await database.Command(ChatSql.ThreadPlaceOf, call.User, request.ConversationId, request.Seq)
            .ListAsync(row => (Following: row.GetBoolean(0), ReadN: row.GetInt64(1)), cancellationToken);
        var (following, readN) = places is [var place] ? place : default;
        return PlaceIn(root, following, readN) with { Root = root.ToMessage() };
    }

    public async ValueTask<Answer<ThreadPlace>> FollowAsync(FollowThread request, Call call, CancellationToken cancellationToken) =>
        await RootAsync(call.User, request.ConversationId, request.Seq, cancellationToken) is { } root
            ? await PutAsync(root, call.User, request.Following, request.Following ? root.State?.Replies?.Count ?? 0 : 0, cancellationToken)
            : NoThread;

    public async ValueTask<Answer<ThreadPlace>> ReadAsync(ReadThread request, Call call, CancellationToken cancellationToken)
    {
        if (await RootAsync(call.User, request.ConversationId, request.Seq, cancellationToken) is not { } root)
        {
            return NoThread;
        }

        var count = root.State?.Replies?.Count ?? 0;
        return request.ReadN < 0 || request.ReadN > count
            ? new Refused(Refusals.InvalidField, $"The thread has {count} answers.")
            : await PutAsync(root, call.User, null, request.ReadN, cancellationToken);
    }

    /// <summary>Where somebody stands in the threads of these conversations that have changed since a transaction.</summary>
    public Task<List<ThreadPlace>> ChangedAsync(Guid user, Guid[] conversations, ulong since, CancellationToken cancellationToken) =>
        database.Command(ChatSql.ThreadsChanged, user, conversations, since, MostThreads).ListAsync(Row, cancellationToken);

    /// <summary>A message that has, or can have, a thread below it; deleted ones keep theirs.</summary>
    async Task<LogRow?> RootAsync(Guid reader, Guid conversation, long seq, CancellationToken cancellationToken) =>
        await history.FindAsync(reader, conversation, seq, cancellationToken) is { Thread: null } row
        && (Messages.IsLiving(row) || Messages.IsDeleted(row)) ? row : null;

    Task<Answer<ThreadPlace>> PutAsync(LogRow root, Guid user, bool? following, long readN, CancellationToken cancellationToken) =>
        tellings.DoAsync(() => StoreAsync(root, user, following, readN, cancellationToken));

    async Task<Answer<ThreadPlace>> StoreAsync(LogRow root, Guid user, bool? following, long readN, CancellationToken cancellationToken)
    {
        var stored = await database.Command(ChatSql.PutThreadPlace, user, root.ConversationId, root.Seq, following, readN)
            .ListAsync(row => PlaceIn(root, row.GetBoolean(0), row.GetInt64(1)), cancellationToken);
        if (stored is not [var place])
        {
            return NoThread;
        }

        var update = JsonSerializer.SerializeToUtf8Bytes(new ThreadUpdate(place), Wire.Json.Update);
        bus.Tell(Address.Edges, Parcels.ForUsers(Parcels.Audience(user), update));
        return place;
    }

    static ThreadPlace PlaceIn(LogRow root, bool following, long readN)
    {
        var replies = root.State?.Replies;
        return new(root.ConversationId, root.Seq, readN, replies?.Count ?? 0, replies?.LastSeq ?? 0, following);
    }

    static ThreadPlace Row(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetBoolean(5));
}
