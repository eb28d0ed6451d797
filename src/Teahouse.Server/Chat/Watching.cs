using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>What a device has open on its screen: who is in it, and how far it has come.</summary>
sealed class Watching(NpgsqlDataSource database, IMessageLog log, Membership membership)
{
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
        var watched = states.ConvertAll(s => new Watched(s.Id, tails.GetValueOrDefault(s.Id), s.Wide ? [] : [.. s.Members.Select(m => m.UserId)]));
        return new(200, JsonSerializer.SerializeToUtf8Bytes(new(watched), ChatJson.Default.WatchedList));
    }

    public async ValueTask<Reply> TailsAsync(Call call, CancellationToken cancellationToken)
    {
        var request = JsonSerializer.Deserialize(call.Body.Span, ChatJson.Default.TailsRequest)!;
        var tails = await log.TailsAsync([.. request.ConversationIds], cancellationToken);
        return new(200, JsonSerializer.SerializeToUtf8Bytes(new(tails), ChatJson.Default.Tails));
    }
}
