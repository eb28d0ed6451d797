using Teahouse.Protocol;
using Teahouse.Server.Chat;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>Messages that do not stay, by a clock that the test moves: what is deleted is nowhere any more.</summary>
public sealed class RetentionTests
{
    const string Secret = "the kettle is under the third stair";

    readonly ManualTime _time = new(new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(50)]
    [InlineData(2)]
    public async Task After_a_day_nothing_of_a_message_is_left_but_its_place(int narrow)
    {
        await using var town = await TownAsync(narrow);
        var node = town.Node;
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        await node.AskAsync(Commands.UpdateConversation, new(group.Id, Retention: new("days", 1)), town.Alice);
        var id = Ids.New();
        var old = await node.SayAsync(town.Alice, group.Id, $"{Secret} <@{town.Bob}>", id);
        await node.AskAsync(Commands.EditMessage, new(group.Id, old.Seq, new TextContent($"{Secret}, edited <@{town.Bob}>")), town.Alice);
        await node.AskAsync(Commands.React, new(group.Id, old.Seq, "👍"), town.Bob);
        await node.AskAsync(Commands.Star, new(group.Id, old.Seq), town.Bob);
        _time.Advance(TimeSpan.FromHours(20));
        var young = await node.SayAsync(town.Carol, group.Id, "younger");
        await ExpireAsync(node);
        Assert.Contains(Secret, await town.DumpAsync());
        var before = await node.AskAsync(Commands.Sync, new(), town.Bob);

        _time.Advance(TimeSpan.FromHours(5));
        await ExpireAsync(node);
        Assert.DoesNotContain(Secret, await town.DumpAsync());
        foreach (var table in new[] { "edit", "reaction", "star", "mention" })
        {
            Assert.Equal(0, await town.Database.ScalarAsync<long>($"SELECT count(*) FROM chat.{table} WHERE seq <= {old.Seq}"));
        }

        var all = (await node.AskAsync(Commands.ListMessages, new(group.Id, AfterSeq: 0), town.Bob)).Messages;
        Assert.Equal(Enumerable.Range(1, (int)young.Seq).Select(i => (long)i), all.Select(m => m.Seq));
        var stub = all.Single(m => m.Seq == old.Seq);
        Assert.Equal((new DeletedContent("expired"), id), (stub.Content, stub.Id));
        Assert.Null(stub.Reactions ?? (object?)stub.EditedAt);
        Assert.Equal(new TextContent("younger"), all[^1].Content);
        Assert.IsType<EventContent>(all[0].Content);

        var told = node.Updates(town.Bob).Concat(await SyncAsync(node, before.Cursor, town.Bob)).ToList();
        Assert.True(narrow == 2 || told.OfType<MembersUpdate>().Any(u => u.ExpiredSeq > old.Seq));
        Assert.Equal(young.Seq - 1, told.OfType<ConversationUpdate>().Last().Conversation.ExpiredSeq);

        // The same message sent again is the same message, for this server and for the next.
        await AgainAsync(node);
        await town.RestartAsync(new() { NarrowMembers = narrow, HorizonMs = 50 });
        await AgainAsync(town.Node);
        Assert.DoesNotContain(Secret, await town.DumpAsync());

        async Task AgainAsync(ChatNode owner)
        {
            Assert.Equal(old, await owner.SayAsync(town.Alice, group.Id, $"{Secret} <@{town.Bob}>", id));
            var other = new SendMessage(new TextContent("another"), id, group.Id);
            Assert.Equal("id_conflict", (await owner.RefusedAsync(Commands.Send, other, town.Alice)).Code);
        }
    }

    [Theory]
    [InlineData(50)]
    [InlineData(2)]
    public async Task What_all_have_read_is_deleted_and_what_one_has_not_read_stays_for_thirty_days(int narrow)
    {
        await using var town = await TownAsync(narrow);
        var node = town.Node;
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        await node.AskAsync(Commands.UpdateConversation, new(group.Id, Retention: new("until_read")), town.Alice);
        var first = await node.SayAsync(town.Alice, group.Id, "first");
        var second = await node.SayAsync(town.Alice, group.Id, "second");
        await node.AskAsync(Commands.Receipt, new(group.Id, ReadSeq: second.Seq), town.Bob);
        await node.SettleAsync(group.Id);
        await ExpireAsync(node);
        Assert.IsType<TextContent>((await town.SeenAsync(town.Bob, group.Id, first.Seq)).Content);

        await node.AskAsync(Commands.Receipt, new(group.Id, ReadSeq: first.Seq), town.Carol);
        await ExpireAsync(node);
        Assert.IsType<DeletedContent>((await town.SeenAsync(town.Bob, group.Id, first.Seq)).Content);
        Assert.IsType<TextContent>((await town.SeenAsync(town.Bob, group.Id, second.Seq)).Content);

        // Who comes later does not hold up what they have not seen.
        await node.AskAsync(Commands.AddMembers, new(group.Id, [town.Dave]), town.Alice);
        _time.Advance(TimeSpan.FromDays(31));
        await ExpireAsync(node);
        Assert.IsType<DeletedContent>((await town.SeenAsync(town.Bob, group.Id, second.Seq)).Content);
    }

    [Fact]
    public async Task What_Alice_and_Bob_keep_for_a_day_goes_by_itself_and_what_they_keep_stays()
    {
        await using var town = await TownAsync(50);
        var kept = (await town.Node.AskAsync(Commands.CreateConversation, new("direct", [town.Carol]), town.Alice)).Id;
        var id = (await town.Node.AskAsync(Commands.CreateConversation, new("direct", [town.Bob]), town.Alice)).Id;
        await town.Node.AskAsync(Commands.UpdateConversation, new(id, Retention: new("days", 1)), town.Bob);
        await town.Node.SayAsync(town.Alice, kept, "stays");
        var gone = await town.Node.SayAsync(town.Alice, id, Secret);
        for (var i = 0; i < 600; i++)
        {
            await town.Node.SayAsync(town.Bob, id, $"{i}");
        }

        _time.Advance(TimeSpan.FromDays(2));
        await Eventually.True("it is deleted", async () => !(await town.DumpAsync()).Contains(Secret, StringComparison.Ordinal));
        await Eventually.True("all of it is", async () =>
            (await town.Node.AskAsync(Commands.GetConversation, new(id), town.Alice)).ExpiredSeq == gone.Seq + 600);
        Assert.Equal(new TextContent("stays"), (await town.Node.AskAsync(Commands.GetConversation, new(kept), town.Alice)).LastMessage!.Content);
        Assert.Equal("gone", (await town.Node.RefusedAsync(
            Commands.EditMessage, new(id, gone.Seq, new TextContent("back")), town.Alice)).Code);
        Assert.Empty((await town.Node.AskAsync(Commands.ListStarred, new(), town.Alice)).Messages);
    }

    [Fact]
    public async Task A_message_that_Alice_takes_back_is_nowhere_any_more_also_not_where_Bob_has_saved_it()
    {
        await using var town = await TownAsync(50);
        var id = (await town.Node.AskAsync(Commands.CreateConversation, new("direct", [town.Bob]), town.Alice)).Id;
        var sent = await town.Node.SayAsync(town.Alice, id, Secret);
        await town.Node.AskAsync(Commands.Star, new(id, sent.Seq), town.Bob);
        await town.Node.AskAsync(Commands.EditMessage, new(id, sent.Seq, new TextContent($"{Secret}, edited")), town.Alice);
        await town.Node.AskAsync(Commands.RecallMessage, new(id, sent.Seq), town.Alice);

        Assert.DoesNotContain(Secret, await town.DumpAsync());
        Assert.All((await town.Node.AskAsync(Commands.ListStarred, new(), town.Bob)).Messages, m => Assert.IsType<DeletedContent>(m.Content));
        Assert.Equal("not_found", (await town.Node.RefusedAsync(Commands.Star, new(id, sent.Seq), town.Alice)).Code);
    }

    Task<Town> TownAsync(int narrow) => Town.BuildAsync(new() { NarrowMembers = narrow, HorizonMs = 50 }, time: _time);

    static Task ExpireAsync(ChatNode node) => node.Service<Retaining>().ExpireAsync(TestContext.Current.CancellationToken);

    static async Task<IReadOnlyList<Update>> SyncAsync(ChatNode node, string cursor, Guid user) =>
        (await node.AskAsync(Commands.Sync, new(cursor), user)).Updates;
}
