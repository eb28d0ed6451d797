using Npgsql;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Chat;

public sealed class WriterTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_message_sent_again_by_another_process_keeps_its_seq_and_those_around_it_follow_without_a_gap()
    {
        await using var before = await ChatNode.StartAsync(database);
        var (alice, bob) = (await before.PersonAsync("alice1"), await before.PersonAsync("bob1"));
        var conversation = (await before.AskAsync(Commands.CreateConversation, new("direct", [bob]), alice)).Id;
        var id = Ids.New();
        var first = await before.SayAsync(alice, conversation, "once", id);

        await using var after = await ChatNode.StartAsync(database);
        var others = Enumerable.Range(0, 20).Select(i => after.SayAsync(bob, conversation, $"other {i}")).ToList();
        var again = await after.SayAsync(alice, conversation, "once", id);
        var sent = await Task.WhenAll(others);

        Assert.Equal(first, again);
        Assert.Equal(Enumerable.Range(2, 20).Select(i => (long)i), sent.Select(s => s.Seq).Order());
        Assert.Equal(21, (await after.AskAsync(Commands.ListMessages, new(conversation, Limit: 200), bob)).Messages.Count);
    }

    [Fact]
    public async Task One_id_with_another_text_or_in_another_conversation_is_refused()
    {
        await using var node = await ChatNode.StartAsync(database);
        var (alice, bob, carol) = (await node.PersonAsync("alice2"), await node.PersonAsync("bob2"), await node.PersonAsync("carol2"));
        var withBob = (await node.AskAsync(Commands.CreateConversation, new("direct", [bob]), alice)).Id;
        var withCarol = (await node.AskAsync(Commands.CreateConversation, new("direct", [carol]), alice)).Id;
        var id = Ids.New();
        await node.SayAsync(alice, withBob, "once", id);

        foreach (var send in new SendMessage[]
        {
            new(new TextContent("twice"), id, withBob), new(new TextContent("once"), id, withCarol),
        })
        {
            Assert.Equal("id_conflict", (await node.RefusedAsync(Commands.Send, send, alice)).Code);
        }

        Assert.Equal("id_conflict", (await node.RefusedAsync(Commands.Send, new(new TextContent("once"), id, withBob), bob)).Code);
    }

    [Fact]
    public async Task An_owner_that_was_overtaken_writes_nothing_more_and_says_so()
    {
        await using var old = await ChatNode.StartAsync(database, new() { LeaseS = 60, HorizonMs = 50 });
        var (alice, bob) = (await old.PersonAsync("alice3"), await old.PersonAsync("bob3"));
        var conversation = (await old.AskAsync(Commands.CreateConversation, new("direct", [bob]), alice)).Id;
        await old.SayAsync(alice, conversation, "to the old owner");

        await using var young = await ChatNode.StartAsync(database);
        await young.SayAsync(bob, conversation, "to the young owner");
        var late = await old.RefusedAsync(Commands.Send, new(new TextContent("late"), Ids.New(), conversation), alice);

        Assert.Equal("unavailable", late.Code);
        Assert.Contains(old.Told, p => p.Kind == Parcels.Resync);
        var all = await young.AskAsync(Commands.ListMessages, new(conversation), alice);
        Assert.Equal(["to the old owner", "to the young owner"], all.Messages.Select(m => ((TextContent)m.Content).Text));
    }

    [Fact]
    public async Task Sends_in_a_row_of_one_person_keep_their_order_in_one_batch()
    {
        await using var node = await ChatNode.StartAsync(database);
        var (alice, bob) = (await node.PersonAsync("alice4"), await node.PersonAsync("bob4"));
        var sent = await Task.WhenAll(Enumerable.Range(1, 300).Select(i => node.AskAsync(
            Commands.Send, new(new TextContent($"{i}"), Ids.New(), RecipientId: bob), alice)));

        Assert.Equal(Enumerable.Range(1, 300).Select(i => (long)i), sent.Select(s => s.Seq));
        await Eventually.True("all were told", () => node.Updates(bob).OfType<MessageUpdate>().Count() == 300);
        Assert.Equal(sent.Select(s => s.Seq), node.Updates(bob).OfType<MessageUpdate>().Select(u => u.Message.Seq));
    }

    [Fact]
    public async Task A_batch_that_the_database_cuts_off_leaves_neither_a_gap_nor_a_double()
    {
        await using var node = await ChatNode.StartAsync(database);
        var (alice, bob) = (await node.PersonAsync("alice5"), await node.PersonAsync("bob5"));
        var conversation = (await node.AskAsync(Commands.CreateConversation, new("direct", [bob]), alice)).Id;
        var acknowledged = 0;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var cutter = Task.Run(async () =>
        {
            await using var knife = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
            await knife.OpenAsync(ended.Token);
            await using var cutAll = new NpgsqlCommand(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
                """, knife);
            for (var cut = 0; cut < 10; cut++)
            {
                await cutAll.ExecuteNonQueryAsync(ended.Token);
                await Task.Delay(30, ended.Token);
            }
        }, ended.Token);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async lane =>
        {
            for (var i = 0; i < 40; i++)
            {
                var send = new SendMessage(new TextContent($"{lane}/{i}"), Ids.New(), conversation);
                while ((await node.ReplyAsync(Commands.Send, send, alice)).Status != 200)
                {
                    await Task.Delay(5, ended.Token);
                }

                Interlocked.Increment(ref acknowledged);
            }
        }));
        await cutter;

        // The pool may still lend out lines that were cut.
        database.DataSource.Clear();
        var stored = new List<Message>();
        while (stored.Count < acknowledged
            && (await node.AskAsync(Commands.ListMessages, new(conversation, AfterSeq: stored.Count, Limit: 200), bob)).Messages is { Count: > 0 } page)
        {
            stored.AddRange(page);
        }

        Assert.Equal(320, acknowledged);
        Assert.Equal(Enumerable.Range(1, 320).Select(i => (long)i), stored.Select(m => m.Seq));
        Assert.Equal(320, stored.Select(m => ((TextContent)m.Content).Text).Distinct().Count());
    }
}
