using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Contacts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>What a device has open on its screen: who is in it, and how far it has come.</summary>
sealed class Watching(NpgsqlDataSource database, IMessageLog log, Membership membership, Relations relations, People people)
{
    /// <summary>Whose presence one device is told.</summary>
    static int PeopleAtMost => 500;

    /// <summary>The internal command by which an edge asks how far conversations have come.</summary>
    public static string TailsCommand => "tails";

    /// <summary>Answers edges, not clients: the edge makes of it what the contract says.</summary>
    public async ValueTask<Reply> WatchAsync(Call call, CancellationToken cancellationToken)
    {
        var request = Json.Read(call.Body.Span, Wire.Json.Watch, out var refused);
        if (refused is null && request!.ConversationIds.Count > Limits.Watched)
        {
            refused = new(Refusals.InvalidField, $"At most {Limits.Watched} conversations can be watched.");
        }

        Guid[] ids = refused is null ? [.. request!.ConversationIds.Distinct()] : [];
        if (refused is null && (await membership.AmongAsync(call.User, ids, cancellationToken)).Count < ids.Length)
        {
            refused = new(Refusals.NotFound, "One of these is no conversation of yours.");
        }

        if (refused is not null)
        {
            return Json.Write(refused, call.RequestId);
        }

        var tails = await log.TailsAsync(ids, cancellationToken);
        var states = await ConversationRows.ReadAsync(database, ids, call.User, null, cancellationToken);
        var watched = states.ConvertAll(s => new Watched(s.Id, tails.GetValueOrDefault(s.Id)));

        // A wide conversation shows nobody's presence: too many come and go.
        var others = states.Where(s => !s.Wide).SelectMany(s => s.Members).Select(m => m.UserId).Where(u => u != call.User).Distinct();
        var shown = await SeenByAsync(call.User, [.. others.Take(PeopleAtMost)], cancellationToken);
        return new(200, JsonSerializer.SerializeToUtf8Bytes(new(watched, shown), ChatJson.Default.WatchedList));
    }

    async Task<List<WatchedPerson>> SeenByAsync(Guid viewer, Guid[] others, CancellationToken cancellationToken)
    {
        var visible = await relations.PresenceVisibleAsync(viewer, others, cancellationToken);
        var dated = await relations.LastSeenVisibleAsync(viewer, visible, cancellationToken);
        var seen = await people.LastSeenAsync(dated, cancellationToken);
        return [.. visible.Select(u => new WatchedPerson(u, dated.Contains(u), seen.TryGetValue(u, out var at) ? at : null))];
    }

    public async ValueTask<Reply> TailsAsync(Call call, CancellationToken cancellationToken)
    {
        var request = JsonSerializer.Deserialize(call.Body.Span, ChatJson.Default.TailsRequest)!;
        var tails = await log.TailsAsync([.. request.ConversationIds], cancellationToken);
        return new(200, JsonSerializer.SerializeToUtf8Bytes(new(tails), ChatJson.Default.Tails));
    }
}
