using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>Who takes whose messages, and who shows how far they have read.</summary>
public sealed class BlockTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Nothing_that_is_sent_after_Alice_has_blocked_Bob_arrives_either_way()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        await SendAsync(bob, alice, "before");
        await SendAsync(alice, bob, "welcome");
        for (var round = 0; round < 3; round++)
        {
            await AskAsync(alice, Commands.Block, new(bob.Id));
            Assert.Equal("not_accepted", await RefusedAsync(bob, alice));
            Assert.Equal("not_accepted", await RefusedAsync(alice, bob));
            await AskAsync(alice, Commands.Unblock, new(bob.Id));
            await SendAsync(bob, alice, "again");
        }

        var seen = await AskAsync(alice, Commands.ListMessages, new(alice.With(bob)));
        Assert.Equal(["before", "welcome", "again", "again", "again"], seen.Messages.Select(m => ((TextContent)m.Content).Text));
    }

    [Fact]
    public async Task Bob_whom_Alice_has_blocked_neither_opens_a_conversation_nor_brings_her_into_a_group()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        await using var carol = await server.PersonAsync("Carol");
        await AskAsync(alice, Commands.Block, new(bob.Id));
        Assert.Equal("not_accepted", await RefusedAsync(bob, alice));
        Assert.Equal("not_accepted", await RefusedAsync(bob, Commands.CreateConversation, new("direct", [alice.Id])));
        Assert.Equal("not_accepted", await RefusedAsync(bob, Commands.CreateConversation, new("group", [carol.Id, alice.Id], "tea")));
        var group = await AskAsync(bob, Commands.CreateConversation, new("group", [carol.Id], "tea"));
        Assert.Equal("not_accepted", await RefusedAsync(bob, Commands.AddMembers, new(group.Id, [alice.Id])));

        // A friend of both may: a group is everybody's.
        await AskAsync(carol, Commands.AddMembers, new(group.Id, [alice.Id]));
        Assert.DoesNotContain((await AskAsync(alice, Commands.ListConversations, new())).Conversations, c => c.Kind == "direct");
    }

    [Fact]
    public async Task Alice_who_takes_nothing_from_strangers_takes_answers_and_what_friends_write()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        await using var carol = await server.PersonAsync("Carol");
        await AskAsync(alice, Commands.UpdateSettings, new(Strangers: "contacts"));
        Assert.Equal("not_accepted", await RefusedAsync(bob, alice));
        Assert.Equal("not_accepted", await RefusedAsync(bob, Commands.CreateConversation, new("group", [alice.Id], "tea")));

        await SendAsync(alice, bob, "you may answer");
        await SendAsync(bob, alice, "thank you");
        await AskAsync(carol, Commands.RequestContact, new(alice.Id));
        Assert.Equal("not_accepted", await RefusedAsync(carol, alice));
        await AskAsync(alice, Commands.RequestContact, new(carol.Id));
        await SendAsync(carol, alice, "as a friend");
        await AskAsync(alice, Commands.DeleteContact, new(carol.Id));
        await Eventually.True("Carol is a stranger again", async () => await RefusedAsync(carol, alice) == "not_accepted");
    }

    [Fact]
    public async Task Nobody_writes_to_Bob_who_has_closed_his_account_and_he_stays_in_the_group_with_what_he_said()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        await SendAsync(alice, bob, "hello");
        var group = await AskAsync(alice, Commands.CreateConversation, new("group", [bob.Id], "tea"));
        await AskAsync(bob, Commands.Send, new(new TextContent("I was here"), Ids.New(), group.Id));
        await AskAsync(bob, Commands.ScheduleMessage, new(group.Id, new TextContent("never"), TimeProvider.System.GetUtcNow().AddDays(1)));
        await AskAsync(bob, Commands.Deactivate, new(bob.Password));
        await Eventually.True("he takes nothing any more", async () => await RefusedAsync(alice, bob) == "not_accepted");

        var seen = await AskAsync(alice, Commands.ListMembers, new(group.Id));
        Assert.True(seen.Users.Single(u => u.Id == bob.Id).Deactivated);
        await AskAsync(alice, Commands.Send, new(new TextContent("he was"), Ids.New(), group.Id));
        await Eventually.True("nothing of his waits", async () =>
            await server.Database.ScalarAsync<long>($"SELECT count(*) FROM chat.scheduled WHERE user_id = '{bob.Id}'") == 0);
    }

    [Fact]
    public async Task Who_writes_to_themselves_is_always_taken()
    {
        await using var alice = await server.PersonAsync("Alice");
        await AskAsync(alice, Commands.UpdateSettings, new(Strangers: "nobody"));
        await SendAsync(alice, alice, "note");
        await SendAsync(alice, alice, "another");
    }

    [Fact]
    public async Task Bob_who_shows_nobody_how_far_he_has_read_has_received_and_no_more_until_he_shows_it_again()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var first = await SendAsync(alice, bob, "first");
        await AskAsync(bob, Commands.UpdateSettings, new(ReadReceipts: false));
        await Eventually.True("what is known of Bob is forgotten", async () =>
        {
            await AskAsync(bob, Commands.Receipt, new(first.ConversationId, ReadSeq: 1));
            return await BobsAsync() is { ReadSeq: 0, ReadN: 0, DeliveredSeq: 1 };
        });
        var receipts = await AskAsync(alice, Commands.ListReceipts, new(first.ConversationId, 1));
        Assert.Equal((0, 1), (receipts.Read, receipts.Delivered));
        var own = await AskAsync(bob, Commands.GetConversation, new(first.ConversationId));
        Assert.Equal((1, 0), (own.Members.Single(m => m.UserId == bob.Id).ReadSeq, own.Unread));

        await SendAsync(alice, bob, "second");
        await AskAsync(bob, Commands.UpdateSettings, new(ReadReceipts: true));
        await Eventually.True("Bob shows it again", async () =>
        {
            await AskAsync(bob, Commands.Receipt, new(first.ConversationId, ReadSeq: 2));
            return await BobsAsync() is { ReadSeq: 2, ReadN: 2 };
        });
        Assert.Equal(1, (await AskAsync(alice, Commands.ListReceipts, new(first.ConversationId, 2))).Read);

        async Task<Member> BobsAsync() => (await AskAsync(alice, Commands.GetConversation, new(first.ConversationId)))
            .Members.Single(m => m.UserId == bob.Id);
    }

    static Task<Sent> SendAsync(Person from, Person to, string text) =>
        AskAsync(from, Commands.Send, new(new TextContent(text), Ids.New(), RecipientId: to.Id));

    static Task<string> RefusedAsync(Person from, Person to) =>
        RefusedAsync(from, Commands.Send, new(new TextContent("no"), Ids.New(), RecipientId: to.Id));

    static Task<TAnswer> AskAsync<TRequest, TAnswer>(Person person, Command<TRequest, TAnswer> command, TRequest request) =>
        person.Api.CallAsync(command, request, TestContext.Current.CancellationToken);

    static async Task<string> RefusedAsync<TRequest, TAnswer>(Person person, Command<TRequest, TAnswer> command, TRequest request)
    {
        try
        {
            await AskAsync(person, command, request);
            return "";
        }
        catch (RefusedException e)
        {
            return e.Code;
        }
    }
}
