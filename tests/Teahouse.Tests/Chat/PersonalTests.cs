using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>What people do with messages for themselves alone, and what nobody else sees of it.</summary>
public sealed class PersonalTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task What_Bob_deletes_for_himself_is_gone_from_all_that_he_reads_and_from_nothing_that_Alice_reads()
    {
        await using var node = await ChatNode.StartAsync(database);
        var (alice, bob) = (await node.PersonAsync("alice1"), await node.PersonAsync("bob1"));
        var id = (await node.AskAsync(Commands.CreateConversation, new("direct", [bob]), alice)).Id;
        var sent = new List<Sent>();
        foreach (var text in new[] { "first", "second", "third", "fourth" })
        {
            sent.Add(await node.SayAsync(alice, id, text));
        }

        var (bobs, alices) = (await node.AskAsync(Commands.Sync, new(), bob), await node.AskAsync(Commands.Sync, new(), alice));
        foreach (var seq in new long[] { 1, 3, 4, 4 })
        {
            await node.AskAsync(Commands.HideMessage, new(id, seq), bob);
        }

        Assert.Equal([2], (await node.AskAsync(Commands.ListMessages, new(id), bob)).Messages.Select(m => m.Seq));
        var entries = await node.AskAsync(Commands.ListMessages, new(id, AfterSeq: 0), bob);
        Assert.Equal((2L, 1L, 4L), (Assert.Single(entries.Messages).Seq, entries.FromSeq!.Value, entries.ToSeq!.Value));
        Assert.Equal([2], (await node.AskAsync(Commands.ListUnread, new(), bob)).Select(m => m.Seq));
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.GetMessage, new(sent[2].Id), bob)).Code);
        Assert.Equal(2, (await node.AskAsync(Commands.GetConversation, new(id), bob)).LastMessage!.Seq);
        Assert.Equal(2, (await node.AskAsync(Commands.ListConversations, new(), bob)).Conversations.Single().LastMessage!.Seq);

        Assert.Equal([1, 3, 4], node.Updates(bob).OfType<HiddenUpdate>().SelectMany(u => u.Seqs!).Distinct());
        var later = await node.AskAsync(Commands.Sync, new(bobs.Cursor), bob);
        Assert.Equal([1, 3, 4], later.Updates.OfType<HiddenUpdate>().Single().Seqs!);

        Assert.Equal(4, (await node.AskAsync(Commands.ListMessages, new(id), alice)).Messages.Count);
        Assert.Equal(4, (await node.AskAsync(Commands.GetConversation, new(id), alice)).LastMessage!.Seq);
        Assert.DoesNotContain(node.Updates(alice), u => u is HiddenUpdate);
        Assert.DoesNotContain((await node.AskAsync(Commands.Sync, new(alices.Cursor), alice)).Updates, u => u is HiddenUpdate);
    }

    [Fact]
    public async Task Bob_who_clears_a_conversation_sees_only_what_comes_after_also_on_another_server()
    {
        var bob = Guid.Empty;
        var id = Guid.Empty;
        string cursor;
        await using (var before = await ChatNode.StartAsync(database))
        {
            var alice = await before.PersonAsync("alice2");
            bob = await before.PersonAsync("bob2");
            id = (await before.AskAsync(Commands.CreateConversation, new("direct", [bob]), alice)).Id;
            await before.SayAsync(alice, id, "first");
            await before.SayAsync(alice, id, "second");
            cursor = (await before.AskAsync(Commands.Sync, new(), bob)).Cursor;
            Assert.Equal("invalid_field", (await before.RefusedAsync(Commands.ClearHistory, new(id, 3), bob)).Code);
            await before.AskAsync(Commands.ClearHistory, new(id, 2), bob);

            var empty = await before.AskAsync(Commands.GetConversation, new(id), bob);
            Assert.Equal((3, 0, null), (empty.VisibleFrom, empty.Unread, empty.LastMessage));
            Assert.Equal(2, Assert.Single(before.Updates(bob).OfType<HiddenUpdate>()).UntilSeq);
            Assert.Equal(2, (await before.AskAsync(Commands.ListMessages, new(id), alice)).Messages.Count);
            await before.SayAsync(alice, id, "third");
            Assert.Equal(3, (await before.AskAsync(Commands.GetConversation, new(id), bob)).LastMessage!.Seq);
        }

        await using var after = await ChatNode.StartAsync(database);
        Assert.Equal([3], (await after.AskAsync(Commands.ListMessages, new(id, AfterSeq: 0), bob)).Messages.Select(m => m.Seq));
        Assert.Equal([3], (await after.AskAsync(Commands.ListUnread, new(), bob)).Select(m => m.Seq));
        Assert.Equal(2, (await after.AskAsync(Commands.Sync, new(cursor), bob)).Updates.OfType<HiddenUpdate>().Single().UntilSeq);
        Assert.Equal("not_found", (await after.RefusedAsync(Commands.HideMessage, new(id, 1), bob)).Code);
    }

    [Fact]
    public async Task Bob_lists_what_he_has_starred_newest_first_and_loses_what_he_may_no_longer_read()
    {
        await using var node = await ChatNode.StartAsync(database);
        var (alice, bob) = (await node.PersonAsync("alice3"), await node.PersonAsync("bob3"));
        var direct = (await node.AskAsync(Commands.CreateConversation, new("direct", [bob]), alice)).Id;
        var group = (await node.AskAsync(Commands.CreateConversation, new("group", [bob], "tea"), alice)).Id;
        await node.SayAsync(alice, direct, "one");
        await node.SayAsync(alice, direct, "two");
        await node.SayAsync(alice, group, "three");
        foreach (var (conversation, seq) in new[] { (direct, 2L), (group, 2L), (direct, 1L), (direct, 1L) })
        {
            await node.AskAsync(Commands.Star, new(conversation, seq), bob);
        }

        var first = await node.AskAsync(Commands.ListStarred, new(Limit: 2), bob);
        var rest = await node.AskAsync(Commands.ListStarred, new(first.NextCursor, Limit: 2), bob);
        Assert.Equal(["one", "three", "two"], first.Messages.Concat(rest.Messages).Select(Text));
        Assert.Null(rest.NextCursor);
        Assert.Equal(alice, Assert.Single(first.Users).Id);
        Assert.Equal(3, node.Updates(bob).OfType<ChangedUpdate>().Count());
        Assert.Empty((await node.AskAsync(Commands.ListStarred, new(), alice)).Messages);

        await node.AskAsync(Commands.Unstar, new(direct, 1), bob);
        await node.AskAsync(Commands.HideMessage, new(direct, 2), bob);
        await node.AskAsync(Commands.RemoveMember, new(group, bob), alice);
        Assert.Empty((await node.AskAsync(Commands.ListStarred, new(), bob)).Messages);
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.Star, new(group, 2), bob)).Code);
        await node.AskAsync(Commands.AddMembers, new(group, [bob]), alice);
        Assert.Empty((await node.AskAsync(Commands.ListStarred, new(), bob)).Messages);
    }

    [Fact]
    public async Task Bob_finds_what_mentions_him_by_name_or_with_everybody_where_he_may_read_it()
    {
        await using var node = await ChatNode.StartAsync(database);
        var (alice, bob, carol) = (await node.PersonAsync("alice4"), await node.PersonAsync("bob4"), await node.PersonAsync("carol4"));
        var group = (await node.AskAsync(Commands.CreateConversation, new("group", [bob, carol], "tea"), alice)).Id;
        await node.SayAsync(alice, group, $"<@{bob}> by name");
        await node.SayAsync(alice, group, "<!all> together");
        await node.SayAsync(alice, group, "nobody");
        await node.SayAsync(bob, group, $"<@{bob}> myself");
        await node.SayAsync(carol, group, $"<@{bob}> deleted");
        await node.AskAsync(Commands.HideMessage, new(group, 6), bob);

        var first = await node.AskAsync(Commands.ListMentions, new(Limit: 2), bob);
        var rest = await node.AskAsync(Commands.ListMentions, new(first.NextCursor), bob);
        Assert.Equal(["<!all> together", $"<@{bob}> by name"], first.Messages.Concat(rest.Messages).Select(Text));
        Assert.Equal(["<!all> together"], (await node.AskAsync(Commands.ListMentions, new(), carol)).Messages.Select(Text));
        Assert.Empty((await node.AskAsync(Commands.ListMentions, new(), alice)).Messages);
        Assert.Equal("bad_cursor", (await node.RefusedAsync(Commands.ListMentions, new("x"), bob)).Code);
        await node.AskAsync(Commands.RemoveMember, new(group, bob), alice);
        Assert.Empty((await node.AskAsync(Commands.ListMentions, new(), bob)).Messages);
    }

    [Fact]
    public async Task What_Bob_sets_for_a_conversation_is_his_alone_and_a_time_that_has_passed_ends_the_quiet()
    {
        var time = new ManualTime();
        await using var node = await ChatNode.StartAsync(database, time: time);
        var (alice, bob) = (await node.PersonAsync("alice5"), await node.PersonAsync("bob5"));
        var id = (await node.AskAsync(Commands.CreateConversation, new("direct", [bob]), alice)).Id;
        var cursor = (await node.AskAsync(Commands.Sync, new(), bob)).Cursor;
        var until = time.GetUtcNow().AddHours(1);
        await node.AskAsync(Commands.UpdatePreferences, new(id, until, "mentions", Pinned: true, Draft: "half a"), bob);
        var kept = await node.AskAsync(Commands.UpdatePreferences, new(id, Background: "paper"), bob);
        Assert.Equal(new(2, until, "mentions", Pinned: true, Background: "paper", Draft: "half a"), kept);

        kept = await node.AskAsync(Commands.UpdatePreferences, new(id, time.GetUtcNow(), Draft: ""), bob);
        Assert.Equal(new(3, null, "mentions", Pinned: true, Background: "paper"), kept);
        Assert.Equal([1, 2, 3], node.Updates(bob).OfType<PreferencesUpdate>().Select(u => u.Preferences.Version));
        var synced = await node.AskAsync(Commands.Sync, new(cursor), bob);
        Assert.Equal(kept, synced.Updates.OfType<ConversationUpdate>().Single().Conversation.Preferences);
        Assert.Null((await node.AskAsync(Commands.GetConversation, new(id), alice)).Preferences);

        Assert.Equal("invalid_field", (await node.RefusedAsync(Commands.UpdatePreferences, new(id, Level: "loud"), bob)).Code);
        Assert.Equal("invalid_field", (await node.RefusedAsync(Commands.UpdatePreferences, new(id, Background: "a\0b"), bob)).Code);
        Assert.Equal("too_large", (await node.RefusedAsync(Commands.UpdatePreferences, new(id, Draft: new('x', 20_000)), bob)).Code);
        var eve = await node.PersonAsync("eve5");
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.UpdatePreferences, new(id, Pinned: true), eve)).Code);
    }

    [Fact]
    public async Task Bob_keeps_conversations_in_folders_of_his_own_and_marks_one_to_come_back_to()
    {
        await using var node = await ChatNode.StartAsync(database);
        var (alice, bob) = (await node.PersonAsync("alice6"), await node.PersonAsync("bob6"));
        var id = (await node.AskAsync(Commands.CreateConversation, new("direct", [bob]), alice)).Id;
        var kept = await node.AskAsync(Commands.UpdatePreferences, new(id, Folders: ["Tea", " 茶友 ", "Tea"], MarkedUnread: true), bob);
        Assert.Equal(["Tea", "茶友"], kept.Folders!);
        Assert.True(kept.MarkedUnread);
        kept = await node.AskAsync(Commands.UpdatePreferences, new(id, Pinned: true), bob);
        Assert.Equal(["Tea", "茶友"], kept.Folders!);
        kept = await node.AskAsync(Commands.UpdatePreferences, new(id, Folders: [], MarkedUnread: false), bob);
        Assert.Equal(new(3, Pinned: true), kept);
        Assert.Null((await node.AskAsync(Commands.GetConversation, new(id), alice)).Preferences);

        IReadOnlyList<string>[] unfit = [[""], ["a\0b"], [new('x', 33)], [.. Enumerable.Range(0, 11).Select(i => $"{i}")]];
        foreach (var folders in unfit)
        {
            Assert.Equal("invalid_field", (await node.RefusedAsync(Commands.UpdatePreferences, new(id, Folders: folders), bob)).Code);
        }
    }

    [Theory]
    [InlineData(50)]
    [InlineData(2)]
    public async Task Alice_sees_who_has_read_and_who_has_only_received_what_she_wrote(int narrow)
    {
        await using var node = await ChatNode.StartAsync(database, new() { NarrowMembers = narrow, HorizonMs = 50 });
        var names = new[] { "alice", "bob", "carol", "dave", "eve" };
        var people = new Dictionary<string, Guid>();
        foreach (var name in names)
        {
            people[name] = await node.PersonAsync($"{name}6{narrow}");
        }

        var (alice, bob, carol, dave) = (people["alice"], people["bob"], people["carol"], people["dave"]);
        var group = (await node.AskAsync(Commands.CreateConversation, new("group", [bob, carol, dave], "tea"), alice)).Id;
        var sent = await node.SayAsync(alice, group, "who is there?");
        await node.AskAsync(Commands.Receipt, new(group, ReadSeq: sent.Seq), bob);
        await node.AskAsync(Commands.Receipt, new(group, DeliveredSeq: sent.Seq), carol);
        await node.AskAsync(Commands.AddMembers, new(group, [people["eve"]]), alice);

        var receipts = await node.AskAsync(Commands.ListReceipts, new(group, sent.Seq), alice);
        Assert.Equal([bob], receipts.ReadBy);
        Assert.Equal([carol], receipts.DeliveredTo);
        Assert.Equal((3, 1, 1), (receipts.Members, receipts.Read, receipts.Delivered));
        Assert.Equal(new[] { bob, carol }.Order(), receipts.Users.Select(u => u.Id).Order());

        await node.SayAsync(dave, group, "I am");
        Assert.Contains(dave, (await node.AskAsync(Commands.ListReceipts, new(group, sent.Seq), alice)).ReadBy);
        await node.AskAsync(Commands.HideMessage, new(group, sent.Seq), bob);
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.ListReceipts, new(group, sent.Seq), bob)).Code);
    }

    static string Text(Message message) => ((TextContent)message.Content).Text;
}
