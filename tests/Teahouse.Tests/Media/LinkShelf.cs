using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;
using Teahouse.Server.Chat;
using Teahouse.Tests.Chat;

namespace Teahouse.Tests.Media;

/// <summary>What a worker would do about links.</summary>
static class LinkShelf
{
    /// <summary>Every link that was posted in a town, as a listener is told.</summary>
    public static Task<List<Fact>> LinksAsync(this Town town) => town.Database.DataSource
        .Command("SELECT payload FROM platform.outbox WHERE topic = $1 ORDER BY position", ChatFacts.LinkPosted.Topic)
        .ListAsync(row => new Fact(ChatFacts.LinkPosted.Topic, row.GetFieldValue<byte[]>(0), 0, 0), Shelf.Patience);

    /// <summary>All pages that were linked to are looked at, and messages show what there is to show; those of before too, as facts may come again.</summary>
    public static async Task ShowAsync(this Town town)
    {
        var places = (await town.LinksAsync()).ConvertAll(ChatFacts.LinkPosted.Read);
        var rows = await town.Node.Service<IMessageLog>().AtAsync(
            [.. places.Select(p => p.ConversationId)], [.. places.Select(p => p.Seq)], Shelf.Patience);
        await town.Node.Service<Previewing>().ShowAsync(rows);
    }
}
