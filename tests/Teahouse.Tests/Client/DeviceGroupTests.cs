using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Client;

/// <summary>Groups on whole devices, with the sync law after every step.</summary>
public sealed class DeviceGroupTests(TestServer server) : IClassFixture<TestServer>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybodys_devices_follow_a_group_through_its_life()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        await using var carol = await server.PersonAsync("Carol");
        var (hers, his, carols) = (await alice.DeviceAsync(), await bob.DeviceAsync(), await carol.DeviceAsync());
        var group = await server.DoAsync(hers, Commands.CreateConversation, new("group", [bob.Id], "Tea"));
        await server.DoAsync(his, Commands.Send, new(new TextContent("hello"), Ids.New(), group.Id));
        await server.DoAsync(hers, Commands.UpdateConversation, new(group.Id, Topic: "Green or black?"));
        await server.DoAsync(hers, Commands.AddMembers, new(group.Id, [carol.Id]));
        await server.DoAsync(hers, Commands.UpdateMember, new(group.Id, carol.Id, Role: "admin"));
        await server.DoAsync(carols, Commands.UpdateMember, new(group.Id, carol.Id, Nickname: "C."));
        await server.DoAsync(carols, Commands.UpdatePreferences, new(group.Id, Pinned: true));
        await server.DoAsync(carols, Commands.Receipt, new(group.Id, ReadSeq: 3));
        var (members, role, preferences) = carols.Look(state =>
            (state.Conversations[group.Id].Members.Count, state.Conversations[group.Id].ToConversation(carol.Id).Role, state.Conversations[group.Id].Preferences));
        Assert.Equal((3, "admin", true), (members, role, preferences!.Pinned));
        await server.DoAsync(hers, Commands.RemoveMember, new(group.Id, bob.Id));
        Assert.Empty(his.Look(state => state.Conversations.Keys.ToList()));
    }

    [Fact]
    public async Task Bob_who_was_removed_and_added_again_sees_what_is_his_to_see()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        await using var carol = await server.PersonAsync("Carol");
        var (hers, his) = (await alice.DeviceAsync(), await bob.DeviceAsync());
        var group = await server.DoAsync(hers, Commands.CreateConversation, new("group", [bob.Id, carol.Id]));
        await server.DoAsync(hers, Commands.UpdateConversation, new(group.Id, History: "joined"));
        await server.DoAsync(hers, Commands.Send, new(new TextContent("before"), Ids.New(), group.Id));
        await server.DoAsync(hers, Commands.RemoveMember, new(group.Id, bob.Id));
        await server.DoAsync(hers, Commands.Send, new(new TextContent("meanwhile"), Ids.New(), group.Id));
        await his.StopAsync();
        await server.DoAsync(hers, Commands.AddMembers, new(group.Id, [bob.Id]));
        await server.DoAsync(hers, Commands.Send, new(new TextContent("after"), Ids.New(), group.Id));
        his.Start();
        await Eventually.True("he has what came after", () => Texts(his, group.Id) is ["after"]);
        await server.LawAsync();
        Assert.Equal(1, his.Look(state => state.Conversations[group.Id].Unread(bob.Id)));
    }

    [Fact]
    public async Task Bob_is_told_that_he_was_removed_though_his_receipts_come_at_the_same_moment()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var (hers, his) = (await alice.DeviceAsync(), await bob.DeviceAsync(with: options => options with { SendsDelivered = false }));
        for (var round = 0; round < 5; round++)
        {
            var group = await server.DoAsync(hers, Commands.CreateConversation, new("group", [bob.Id]));
            for (var i = 0; i < 20; i++)
            {
                hers.Send(group.Id, $"{i}");
            }

            await Eventually.True("all is stored", () => hers.Waiting == 0);
            var receipts = Enumerable.Range(1, 20).Select(seq => his.CallAsync(Commands.Receipt, new(group.Id, ReadSeq: seq), Cancel)).ToList();
            var removal = hers.CallAsync(Commands.RemoveMember, new(group.Id, bob.Id), Cancel);
            receipts.Add(his.CallAsync(Commands.Receipt, new(group.Id, ReadSeq: 21), Cancel));
            await Task.WhenAll(receipts).ContinueWith(_ => { }, TaskScheduler.Default);
            await removal;
            await server.LawAsync();
        }

        Assert.Empty(his.Look(state => state.Conversations.Keys.ToList()));
    }

    [Fact]
    public async Task A_phone_that_wants_only_what_is_open_learns_that_there_is_more_and_asks_when_it_opens()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var his = await bob.DeviceAsync(with: options => options with { Eager = false, PushesOpenOnly = true });
        var sent = await alice.Api.CallAsync(Commands.Send, new(new TextContent("one"), RecipientId: bob.Id), Cancel);
        await Eventually.True("he learns of it", () => his.Look(state => state.Conversations.GetValueOrDefault(sent.ConversationId)?.Unread(bob.Id) == 1));
        var second = await alice.Api.CallAsync(Commands.Send, new(new TextContent("two"), ConversationId: sent.ConversationId), Cancel);
        await Eventually.True("he learns that there is more", () => his.Look(state => state.Conversations[sent.ConversationId].LastSeq == second.Seq));
        Assert.Empty(Texts(his, sent.ConversationId));
        await his.OpenAsync(sent.ConversationId, Cancel);
        Assert.Equal(["one", "two"], Texts(his, sent.ConversationId));
        await his.WatchAsync(sent.ConversationId);
        await alice.Api.CallAsync(Commands.Send, new(new TextContent("three"), ConversationId: sent.ConversationId), Cancel);
        await Eventually.True("he gets the third", () => Texts(his, sent.ConversationId) is ["one", "two", "three"]);
    }

    [Fact]
    public async Task Answers_in_a_thread_stand_there_and_not_in_the_line()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var (hers, his) = (await alice.DeviceAsync(), await bob.DeviceAsync());
        var root = await alice.SaysAsync(bob, "tea?", hers);
        await his.SendAsync(new(new TextContent("green"), ConversationId: root.ConversationId, Thread: root.Seq), Cancel);
        await server.LawAsync();
        await his.SendAsync(new(new TextContent("or black"), ConversationId: root.ConversationId, Thread: root.Seq, InChannel: true), Cancel);
        await server.LawAsync();
        var (lines, answers, unread) = hers.Look(state => (state.Conversations[root.ConversationId].Lines.Count(),
            state.Conversations[root.ConversationId].Answers(root.Seq).Count(), state.Conversations[root.ConversationId].Unread(alice.Id)));
        Assert.Equal((2, 2, 1), (lines, answers, unread));
    }

    [Fact]
    public async Task What_is_done_to_a_message_shows_on_every_device()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var (hers, laptop, his) = (await alice.DeviceAsync(), await alice.DeviceAsync("laptop"), await bob.DeviceAsync());
        var sent = await alice.SaysAsync(bob, "tae", hers);
        var id = sent.ConversationId;
        await server.DoAsync(laptop, Commands.EditMessage, new(id, sent.Seq, new TextContent("tea")));
        await server.DoAsync(his, Commands.React, new(id, sent.Seq, "🍵"));
        await his.StopAsync();
        await server.DoAsync(hers, Commands.React, new(id, sent.Seq, "🍵"));
        await server.DoAsync(hers, Commands.Unreact, new(id, sent.Seq, "🍵"));
        his.Start();
        await Eventually.True("Bob is up to date", () => his.Look(state => state.Conversations[id].Have == 5));
        await server.LawAsync();
        var message = his.Look(state => state.Conversations[id].At(sent.Seq)!);
        Assert.Equal(("tea", 5, bob.Id), (((TextContent)message.Content).Text, message.Rev, Assert.Single(Assert.Single(message.Reactions!).UserIds)));
        await server.DoAsync(hers, Commands.RecallMessage, new(id, sent.Seq));
        Assert.IsType<DeletedContent>(laptop.Look(state => state.Conversations[id].LastMessage!.Content));
    }

    static string[] Texts(Device device, Guid conversation) => device.Look(state => state.Conversations.GetValueOrDefault(conversation)?
        .Messages.Select(message => message.Content).OfType<TextContent>().Select(text => text.Text).ToArray() ?? []);
}
