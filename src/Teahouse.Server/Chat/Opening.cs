using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;
using Teahouse.Server.Media;

namespace Teahouse.Server.Chat;

/// <summary>Opens and lists the files of messages, as far as one may see those now.</summary>
sealed class Opening(IMessageLog log, Membership membership, Hiding hiding, MediaFiles files, People people)
{
    static readonly Refused NoConversation = new(Refusals.NotFound, "There is no such conversation of yours.");

    public async ValueTask<Answer<MediaGrants>> OpenAsync(OpenMedia request, Call call, CancellationToken cancellationToken)
    {
        var places = request.Messages.Distinct().ToList();
        if (places.Count is 0 || request.Messages.Count > Limits.OpenedPerCall)
        {
            return new Refused(Refusals.InvalidField, $"messages are 1 to {Limits.OpenedPerCall}.");
        }

        // Membership is looked at last: what was posted after somebody was removed is not read before that is known.
        var rows = await log.AtAsync([.. places.Select(p => p.ConversationId)], [.. places.Select(p => p.Seq)], cancellationToken);
        var from = (await membership.AmongAsync(call.User, [.. places.Select(p => p.ConversationId).Distinct()], cancellationToken))
            .ToDictionary(m => m.Conversation, m => m.VisibleFrom);
        var seen = rows.FindAll(r => r.Target is null && from.TryGetValue(r.ConversationId, out var first) && r.Seq >= first);
        var shown = await hiding.ShownToAsync(call.User, seen, cancellationToken);
        return new MediaGrants(await files.OpenAsync(shown.SelectMany(FilesOf), cancellationToken));
    }

    public async ValueTask<Answer<MediaMessages>> ListAsync(ListMedia request, Call call, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? 50;
        if (limit is < 1 || limit > Limits.PageSize || request.BeforeSeq < 0 || !MediaKinds.IsList(request.Kind))
        {
            return new Refused(Refusals.InvalidField, $"kind is visual, sound, file or link; limit is 1 to {Limits.PageSize}.");
        }

        var from = await membership.VisibleFromAsync(call.User, request.ConversationId, cancellationToken);
        while (from is { } first)
        {
            var page = await PageAsync(request, call.User, first, limit, cancellationToken);
            from = await membership.VisibleFromAsync(call.User, request.ConversationId, cancellationToken);
            if (from == first)
            {
                return page;
            }
        }

        return NoConversation;
    }

    async Task<MediaMessages> PageAsync(ListMedia request, Guid user, long from, int limit, CancellationToken cancellationToken)
    {
        var id = request.ConversationId;
        var places = await files.PlacesAsync(id, request.Kind, from, request.BeforeSeq ?? long.MaxValue, limit + 1, cancellationToken);
        var page = places.Take(limit).ToArray();
        var rows = page.Length == 0 ? [] : await log.AtAsync([.. page.Select(_ => id)], page, cancellationToken);
        var shown = await hiding.ShownToAsync(user, rows.FindAll(Messages.IsLiving), cancellationToken);
        var users = await people.SeenByAsync(user, [.. shown.Select(r => r.SenderId).Distinct()], cancellationToken);
        return new([.. shown.OrderByDescending(r => r.Seq).Select(r => r.ToMessage())], users, places.Count > limit ? page[^1] : null);
    }

    static IEnumerable<MediaItem> FilesOf(LogRow row)
    {
        var message = row.ToMessage();
        return message.Preview?.Picture is { } picture ? [.. Contents.FilesOf(message.Content), picture] : Contents.FilesOf(message.Content);
    }
}
