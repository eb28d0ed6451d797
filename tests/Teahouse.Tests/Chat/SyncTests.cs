using Teahouse.Protocol;
using Teahouse.Server.Chat;
using Teahouse.Server.Doors;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Chat;

public sealed class SyncTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Bob_sees_what_a_server_that_died_had_told_nobody()
    {
        Guid alice, bob;
        string cursor;
        await using (var dead = await ChatNode.StartAsync(database))
        {
            (alice, bob) = (await dead.PersonAsync("alice1"), await dead.PersonAsync("bob1"));
            await dead.AskAsync(Commands.Send, new(new TextContent("first"), Ids.New(), RecipientId: bob), alice);
            cursor = (await dead.AskAsync(Commands.Sync, new(), bob)).Cursor;
            await dead.AskAsync(Commands.Send, new(new TextContent("last words"), Ids.New(), RecipientId: bob), alice);
        }

        // No worker has heard of the message: its conversation's row still says 1.
        await using var node = await ChatNode.StartAsync(database);
        var conversation = Ids.Direct(alice, bob);
        await node.SettleAsync(conversation);

        await Eventually.True("Bob was told", () => node.Updates(bob).OfType<ConversationUpdate>().Any());
        var told = node.Updates(bob).OfType<ConversationUpdate>().Single().Conversation;
        Assert.Equal((2, 2, "last words"), (told.LastSeq, told.Unread, ((TextContent)told.LastMessage!.Content).Text));
        var synced = await node.AskAsync(Commands.Sync, new(cursor), bob);
        Assert.Equal(2, synced.Updates.OfType<ConversationUpdate>().Single().Conversation.LastSeq);
    }

    [Fact]
    public async Task Sync_without_news_is_empty_and_with_news_tells_only_them()
    {
        await using var node = await ChatNode.StartAsync(database);
        var (alice, bob, carol) = (await node.PersonAsync("alice2"), await node.PersonAsync("bob2"), await node.PersonAsync("carol2"));
        await node.AskAsync(Commands.Send, new(new TextContent("from Bob"), Ids.New(), RecipientId: alice), bob);
        await node.AskAsync(Commands.Send, new(new TextContent("from Carol"), Ids.New(), RecipientId: alice), carol);
        var all = await node.AskAsync(Commands.Sync, new(), alice);
        Assert.Equal(2, all.Updates.OfType<ConversationUpdate>().Count());
        Assert.Equal(3, all.Updates.OfType<UserUpdate>().Count());

        // Until transactions that were open at the first answer have ended, their cursor makes it repeat itself.
        var last = all;
        await Eventually.True("there is nothing more to tell", async () =>
            (last = await node.AskAsync(Commands.Sync, new(last.Cursor), alice)).Updates.Count == 0);

        await node.AskAsync(Commands.Receipt, new(Ids.Direct(alice, carol), ReadSeq: 1), alice);
        var news = await node.AskAsync(Commands.Sync, new(all.Cursor), carol);
        var seen = news.Updates.OfType<ConversationUpdate>().Single().Conversation.Members.Single(m => m.UserId == alice);
        Assert.Equal((1, 1, 1), (seen.DeliveredSeq, seen.ReadSeq, seen.ReadN));
    }

    [Fact]
    public async Task No_device_gets_a_cursor_beyond_a_change_that_is_still_to_be_told()
    {
        await using var node = await ChatNode.StartAsync(database);
        var (alice, bob) = (await node.PersonAsync("alice8"), await node.PersonAsync("bob8"));
        int Horizons() => node.Told.Count(p => p.Kind == Parcels.Horizon);
        await Eventually.True("cursors are told", () => Horizons() > 0);
        var meanwhile = await node.Service<Tellings>().DoAsync(async () =>
        {
            var before = Horizons();
            for (var i = 0; i < 10; i++)
            {
                await node.AskAsync(Commands.Send, new(new TextContent("on we go"), Ids.New(), RecipientId: bob), alice);
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }

            return Horizons() - before;
        });

        // One was perhaps on its way already.
        Assert.InRange(meanwhile, 0, 1);
        var held = Horizons();
        await Eventually.True("cursors are told again", () => Horizons() > held);
    }

    [Fact]
    public async Task Pages_of_a_sync_hold_everything_once_and_end()
    {
        await using var node = await ChatNode.StartAsync(database);
        var alice = await node.PersonAsync("alice3");
        var friends = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => node.PersonAsync($"friend3-{i}")));
        foreach (var friend in friends)
        {
            await node.AskAsync(Commands.Send, new(new TextContent("hello"), Ids.New(), RecipientId: alice), friend);
        }

        var (seen, cursor, pages) = (new List<Guid>(), default(string), 0);
        Synced page;
        do
        {
            page = await node.AskAsync(Commands.Sync, new(cursor, Limit: 2), alice);
            seen.AddRange(page.Updates.OfType<ConversationUpdate>().Select(u => u.Conversation.Id));
            cursor = page.Cursor;
            pages++;
        }
        while (page.More);

        Assert.Equal(3, pages);
        Assert.Equal(friends.Select(f => Ids.Direct(f, alice)).Order(), seen.Order());
    }

    [Fact]
    public async Task A_cursor_of_elsewhere_starts_over_and_a_made_up_one_is_refused()
    {
        await using var node = await ChatNode.StartAsync(database);
        var alice = await node.PersonAsync("alice4");

        Assert.True((await node.AskAsync(Commands.Sync, new("1.0123456789ab.5"), alice)).FullResync);
        foreach (var cursor in new[] { "", "nonsense", "1.x", "1.0123456789ab.-5", "2.0123456789ab.5", new string('9', 5000) })
        {
            Assert.Equal("bad_cursor", (await node.RefusedAsync(Commands.Sync, new(cursor), alice)).Code);
        }
    }

    [Fact]
    public async Task The_list_of_unread_messages_is_oldest_first_and_shrinks_by_reading()
    {
        await using var node = await ChatNode.StartAsync(database);
        var (alice, bob, carol) = (await node.PersonAsync("alice5"), await node.PersonAsync("bob5"), await node.PersonAsync("carol5"));
        foreach (var (who, text) in new[] { (bob, "1"), (carol, "2"), (bob, "3") })
        {
            await node.AskAsync(Commands.Send, new(new TextContent(text), Ids.New(), RecipientId: alice), who);
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        var unread = await node.AskAsync(Commands.ListUnread, new(), alice);
        Assert.Equal(["1", "2", "3"], unread.Select(m => ((TextContent)m.Content).Text));

        await node.AskAsync(Commands.MarkRead, new(unread[2].Id, true), alice);
        Assert.Equal(["2"], (await node.AskAsync(Commands.ListUnread, new(), alice)).Select(m => ((TextContent)m.Content).Text));
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.MarkRead, new(unread[1].Id, true), bob)).Code);
    }
}
