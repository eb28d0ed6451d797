using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Chat;

public sealed class TalkTests(TestServer server) : IClassFixture<TestServer>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alice_gets_the_first_message_that_Bob_writes_to_her()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var phone = await alice.DeviceAsync();
        var sent = await bob.SaysAsync(alice, "hello", await bob.DeviceAsync());
        Assert.Equal((bob.With(alice), 1L, 1L), (sent.ConversationId, sent.Seq, sent.N));
        await Eventually.True("Alice has it", () => Texts(phone, sent.ConversationId) is ["hello"]);
        Assert.Equal(bob.User, phone.Look(state => state.Users[bob.Id]));
        Assert.Equal(1, phone.Look(state => state.Conversations[sent.ConversationId].Unread(alice.Id)));
    }

    [Fact]
    public async Task Both_see_one_order_when_they_write_at_the_same_time()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var (phones, conversation) = (new[] { await alice.DeviceAsync(), await bob.DeviceAsync() }, alice.With(bob));
        await alice.SaysAsync(bob, "0", phones[0]);
        for (var i = 1; i <= 50; i++)
        {
            phones[0].Send(conversation, $"alice {i}");
            phones[1].Send(conversation, $"bob {i}");
        }

        await Eventually.True("both have 101 messages", () => phones.All(phone => Texts(phone, conversation).Length == 101));
        Assert.Equal(Texts(phones[0], conversation), Texts(phones[1], conversation));
        var alices = Texts(phones[1], conversation).Where(text => text.StartsWith("alice", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(1, 50).Select(i => $"alice {i}"), alices);
        await server.LawAsync();
    }

    [Fact]
    public async Task Bob_sees_that_Alice_has_received_and_read()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var (hers, his) = (await alice.DeviceAsync(), await bob.DeviceAsync());
        var sent = await bob.SaysAsync(alice, "are you there?", his);
        Member? Alice() => his.Look(state => state.Conversations[sent.ConversationId].Member(alice.Id));
        await Eventually.True("Bob sees the second tick", () => Alice()?.DeliveredSeq == 1, Alice);
        Assert.Equal(0, Alice()!.ReadSeq);
        hers.Read(sent.ConversationId, 1);
        await Eventually.True("Bob sees that it is read", () => Alice() is { ReadSeq: 1, ReadN: 1 }, Alice);
        await server.LawAsync();
        Assert.Equal(0, hers.Look(state => state.Conversations[sent.ConversationId].Unread(alice.Id)));
    }

    [Fact]
    public async Task A_receipt_only_ever_moves_forward()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var phone = await alice.DeviceAsync();
        await bob.SaysAsync(alice, "one");
        var sent = await bob.SaysAsync(alice, "two");
        Assert.Equal(2, (await server.DoAsync(phone, Commands.Receipt, new(sent.ConversationId, ReadSeq: 2))).ReadSeq);
        Assert.Equal(2, (await server.DoAsync(phone, Commands.Receipt, new(sent.ConversationId, ReadSeq: 1))).ReadSeq);
        Assert.Equal(2, (await server.DoAsync(phone, Commands.Receipt, new(sent.ConversationId, ReadSeq: 2))).ReadN);
    }

    [Fact]
    public async Task What_Alice_does_on_her_phone_shows_on_her_laptop()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var (phone, laptop) = (await alice.DeviceAsync("phone"), await alice.DeviceAsync("laptop"));
        var question = await bob.SaysAsync(alice, "tea or coffee?");
        phone.Read(question.ConversationId, question.Seq);
        await Eventually.True("the laptop shows it as read", () => laptop.Look(state => state.Conversations[question.ConversationId].Unread(alice.Id) == 0));
        await alice.SaysAsync(bob, "tea", phone);
        await Eventually.True("the laptop shows the answer", () => Texts(laptop, question.ConversationId) is ["tea or coffee?", "tea"]);
    }

    [Fact]
    public async Task A_message_that_is_sent_again_is_answered_again()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var phone = await alice.DeviceAsync();
        var message = new SendMessage(new TextContent("once"), Ids.New(), RecipientId: bob.Id);
        var first = await server.DoAsync(phone, Commands.Send, message);
        var overHttp = await alice.Api.CallAsync(Commands.Send, message, Cancel);
        var byConversation = await phone.CallAsync(Commands.Send, message with { RecipientId = null, ConversationId = first.ConversationId }, Cancel);
        Assert.Equal((first, first), (overHttp, byConversation));
        await Eventually.True("there is one", () => Texts(phone, first.ConversationId).Length == 1);
        await server.LawAsync();
    }

    [Fact]
    public async Task An_id_in_use_for_another_message_is_refused()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var phone = await alice.DeviceAsync();
        var message = new SendMessage(new TextContent("tea"), Ids.New(), RecipientId: bob.Id);
        await server.DoAsync(phone, Commands.Send, message);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => phone.SendAsync(message with { Content = new TextContent("coffee") }, Cancel));
        Assert.Equal(Refusals.IdConflict.Code, refused.Code);
        Assert.Equal(0, phone.Waiting);
        await server.LawAsync();
    }

    [Fact]
    public async Task Alice_pages_back_through_a_long_talk()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var talker = await bob.DeviceAsync();
        await bob.SaysAsync(alice, "1", talker);
        for (var i = 2; i <= 120; i++)
        {
            talker.Send(alice.With(bob), $"{i}");
        }

        await Eventually.True("all is stored", () => talker.Waiting == 0);
        var phone = await alice.DeviceAsync(with: options => options with { Eager = false });
        await phone.OpenAsync(alice.With(bob), Cancel);
        Assert.Equal(Enumerable.Range(71, 50).Select(i => $"{i}"), Texts(phone, alice.With(bob)));
        Assert.True(await phone.EarlierAsync(alice.With(bob), Cancel));
        Assert.True(await phone.EarlierAsync(alice.With(bob), Cancel));
        Assert.False(await phone.EarlierAsync(alice.With(bob), Cancel));
        Assert.Equal(Enumerable.Range(1, 120).Select(i => $"{i}"), Texts(phone, alice.With(bob)));
        var around = await alice.Api.CallAsync(Commands.ListMessages, new(alice.With(bob), AroundSeq: 60, Limit: 9), Cancel);
        Assert.Contains(around.Messages, message => message.Seq == 60);
        Assert.Equal(9, around.Messages.Count);
    }

    [Fact]
    public async Task Bob_sees_that_Alice_is_typing()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var seen = new Seen();
        var (hers, _) = (await alice.DeviceAsync(), await bob.DeviceAsync(with: seen.Watch));
        await alice.SaysAsync(bob, "wait", hers);
        await server.DoAsync(hers, Commands.Typing, new(alice.With(bob)));
        await Eventually.True("he is told", () => seen.Any<TypingUpdate>(update => update == new TypingUpdate(alice.With(bob), alice.Id) { Cursor = update.Cursor }));
    }

    [Fact]
    public async Task Bob_sees_Alice_come_and_go()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        await alice.SaysAsync(bob, "hello");
        var seen = new Seen();
        var his = await bob.DeviceAsync(with: seen.Watch);
        var before = await his.WatchAsync(alice.With(bob));
        Assert.False(before.SingleOrDefault(presence => presence.UserId == alice.Id)?.Online ?? false);
        var hers = await alice.DeviceAsync();
        await Eventually.True("she comes", () => seen.Any<PresenceUpdate>(update => update.UserId == alice.Id && update.Online));
        await hers.StopAsync();
        await Eventually.True("she goes", () => seen.Any<PresenceUpdate>(update => update.UserId == alice.Id && !update.Online));
    }

    [Fact]
    public async Task A_conversation_is_none_of_Eves_business()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        await using var eve = await server.PersonAsync("Eve");
        var hers = await eve.DeviceAsync();
        var sent = await alice.SaysAsync(bob, "a secret");
        var id = sent.ConversationId;
        await RefusedAsync(() => hers.CallAsync(Commands.GetConversation, new(id)));
        await RefusedAsync(() => hers.CallAsync(Commands.ListMessages, new(id)));
        await RefusedAsync(() => hers.CallAsync(Commands.GetMessage, new(sent.Id)));
        await RefusedAsync(() => hers.CallAsync(Commands.MarkRead, new(sent.Id, true)));
        await RefusedAsync(() => hers.CallAsync(Commands.Receipt, new(id, ReadSeq: 1)));
        await RefusedAsync(() => hers.CallAsync(Commands.Typing, new(id)));
        await RefusedAsync(() => hers.CallAsync(Commands.Watch, new([id])));
        await RefusedAsync(() => hers.CallAsync(Commands.Send, new(new TextContent("let me in"), Ids.New(), id)));
        await server.LawAsync();
        Assert.Empty(hers.Look(state => state.Conversations.Keys.ToList()));
    }

    static async Task RefusedAsync<T>(Func<Task<T>> call) =>
        Assert.Equal(Refusals.NotFound.Code, (await Assert.ThrowsAsync<RefusedException>(call)).Code);

    internal static string[] Texts(Device device, Guid conversation) =>
        device.Look(state => state.Conversations.GetValueOrDefault(conversation)?.Messages.Select(m => ((TextContent)m.Content).Text).ToArray() ?? []);

    sealed class Seen
    {
        readonly List<Update> _updates = [];

        public DeviceOptions Watch(DeviceOptions options) => options with
        {
            Observer = happened =>
            {
                lock (_updates)
                {
                    _updates.AddRange(happened is UpdatedEvent updated ? [updated.Update] : []);
                }
            },
        };

        public bool Any<T>(Func<T, bool> like)
        {
            lock (_updates)
            {
                return _updates.OfType<T>().Any(like);
            }
        }
    }
}
