using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Answers what changed since a cursor, in the same updates that push sends.</summary>
sealed class Syncing(
    NpgsqlDataSource database, Writers writers, Conversations conversations, Following following, Hiding hiding, People people)
{
    readonly Loader<Guid, (ulong Horizon, Guid Installation)> _snapshots = new(async (askers, cancellationToken) =>
    {
        var snapshot = await database.Command(ChatSql.Snapshot)
            .ListAsync(row => (row.GetFieldValue<ulong>(0), row.GetGuid(1)), cancellationToken);
        return Array.ConvertAll(askers, _ => snapshot[0]);
    });

    public async ValueTask<Answer<Synced>> SyncAsync(Sync request, Call call, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? 100;
        if (limit is < 1 || limit > Limits.PageSize)
        {
            return new Refused(Refusals.InvalidField, $"limit is 1 to {Limits.PageSize}.");
        }

        // First what lags behind, then the horizon, then the rows: a change that this answer misses lies beyond the horizon it gives.
        if (await writers.SettleAsync(call.User) is { } lagging)
        {
            return lagging;
        }

        var (horizon, installation) = await _snapshots.LoadAsync(call.User, cancellationToken);
        var known = default(Cursor);
        if (request.Since is not null && !Cursors.TryRead(request.Since, installation, out known))
        {
            return new Refused(Refusals.BadCursor, "That cursor was not given out here.");
        }

        // A cursor beyond the present horizon is of a database that has since been restored from a copy.
        var stale = request.Since is not null && (known is null || known.Horizon > horizon);
        var start = stale || known is null ? new(installation, horizon)
            : known.InPages ? known
            : new Cursor(installation, horizon, Since: known.Horizon);
        var answer = await PageAsync(call.User, start, limit, cancellationToken);
        return answer with { FullResync = stale ? true : null };
    }

    async Task<Synced> PageAsync(Guid user, Cursor start, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(ChatSql.Changed, user, start.Since, start.BelowChange, start.BelowId, limit + 1);
        var states = await ConversationRows.ReadAsync(database, command, user, null, cancellationToken);
        var more = states.Count > limit;
        var listed = more ? states[..limit] : states;
        var page = await conversations.SeenByAsync(user, [.. listed.Where(s => s.RemovedSeq is null)], cancellationToken);

        // Threads come with their conversations, which count as changed with them.
        var threads = page.Count == 0 ? [] : await following.ChangedAsync(user, [.. page.Select(c => c.Id)], start.Since, cancellationToken);

        // Who has nothing yet need not hear of what they have left.
        var left = start.Since == 0 ? [] : listed.Where(s => s.RemovedSeq is not null);
        var hidden = start.Since == 0 || page.Count == 0 ? [] : await hiding.SinceAsync(user, start.Since, page, cancellationToken);
        var users = page.Count == 0 ? [] : await conversations.UsersOfAsync(user, page, cancellationToken);
        var next = more
            ? start with { BelowChange = states[limit - 1].Changed, BelowId = states[limit - 1].Id }
            : new Cursor(start.Installation, start.Horizon);
        return new(
            [.. users.Select(u => new UserUpdate(u)), .. page.Select(c => new ConversationUpdate(c)), .. threads.Select(t => new ThreadUpdate(t)),
                .. hidden,
                .. left.Select(s => new LeftUpdate(s.Id, s.RemovedSeq!.Value))],
            Cursors.Write(next), more, await people.VersionAsync(user, cancellationToken));
    }
}
