using Teahouse.Protocol;
using Teahouse.Server.Chat;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>Messages that wait for their time, by a clock that the test moves.</summary>
public sealed class SchedulingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly ManualTime _time = new(new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task What_Alice_schedules_is_sent_when_its_time_has_come_and_not_before()
    {
        await using var node = await StartAsync();
        var (alice, id) = await PairAsync(node, 1);
        var waiting = await node.AskAsync(Commands.ScheduleMessage, In(id, 60, "good evening"), alice);
        Assert.Equal(waiting, Assert.Single((await node.AskAsync(Commands.ListScheduled, Nothing.Value, alice)).Scheduled));
        await SendAsync(node);
        Assert.Empty((await node.AskAsync(Commands.ListMessages, new(id), alice)).Messages);

        _time.Advance(TimeSpan.FromMinutes(61));
        await Eventually.True("it is sent", async () =>
            (await node.AskAsync(Commands.ListScheduled, Nothing.Value, alice)).Scheduled.Count == 0);
        var sent = Assert.Single((await node.AskAsync(Commands.ListMessages, new(id), alice)).Messages);
        Assert.Equal((waiting.Id, new TextContent("good evening")), (sent.Id, sent.Content));
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.CancelScheduled, new(waiting.Id), alice)).Code);
        await Eventually.True("Alice's devices ask again", () => node.Updates(alice).OfType<ChangedUpdate>().Count() == 2);
    }

    [Fact]
    public async Task Due_times_hold_over_a_restart_and_a_crash_after_the_send_does_not_send_twice()
    {
        var alice = Guid.Empty;
        var id = Guid.Empty;
        Scheduled waiting;
        await using (var before = await StartAsync())
        {
            (alice, id) = await PairAsync(before, 2);
            waiting = await before.AskAsync(Commands.ScheduleMessage, In(id, 1, "once"), alice);
        }

        _time.Advance(TimeSpan.FromMinutes(2));
        await using var after = await StartAsync();

        // What a crash between the send and its end leaves: the message, and the row that says it is to be sent.
        await after.SayAsync(alice, id, "once", waiting.Id);
        await database.ExecuteAsync($"UPDATE chat.scheduled SET claimed = true WHERE id = '{waiting.Id}'");
        Assert.Equal("not_found", (await after.RefusedAsync(Commands.CancelScheduled, new(waiting.Id), alice)).Code);
        await SendAsync(after);
        Assert.Single((await after.AskAsync(Commands.ListMessages, new(id), alice)).Messages);
        Assert.Empty((await after.AskAsync(Commands.ListScheduled, Nothing.Value, alice)).Scheduled);
    }

    [Fact]
    public async Task A_message_that_may_not_be_sent_when_its_time_comes_stays_with_the_reason_and_can_be_cancelled()
    {
        await using var node = await StartAsync();
        var (alice, bob) = (await node.PersonAsync("alice3"), await node.PersonAsync("bob3"));
        var group = (await node.AskAsync(Commands.CreateConversation, new("group", [bob], "tea"), alice)).Id;
        var waiting = await node.AskAsync(Commands.ScheduleMessage, In(group, 1, "from outside"), bob);
        await node.AskAsync(Commands.RemoveMember, new(group, bob), alice);
        _time.Advance(TimeSpan.FromMinutes(2));
        await Eventually.True("it is refused", async () =>
            (await node.AskAsync(Commands.ListScheduled, Nothing.Value, bob)).Scheduled.Single().Refused == "not_found");

        Assert.DoesNotContain((await node.AskAsync(Commands.ListMessages, new(group), alice)).Messages, m => m.SenderId == bob);
        await node.AskAsync(Commands.CancelScheduled, new(waiting.Id), bob);
        Assert.Empty((await node.AskAsync(Commands.ListScheduled, Nothing.Value, bob)).Scheduled);
    }

    [Fact]
    public async Task Of_cancelling_and_sending_at_once_one_wins_and_the_answer_says_which()
    {
        await using var node = await StartAsync();
        var (alice, id) = await PairAsync(node, 4);
        var waiting = new List<Scheduled>();
        for (var i = 0; i < 20; i++)
        {
            waiting.Add(await node.AskAsync(Commands.ScheduleMessage, In(id, 1, $"{i}"), alice));
        }

        _time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromSeconds(1));
        var cancelled = Task.WhenAll(waiting.Select(async one =>
            (one.Id, Status: (await node.ReplyAsync(Commands.CancelScheduled, new(one.Id), alice)).Status)));
        _time.Advance(TimeSpan.FromSeconds(2));
        var answers = await cancelled;
        await Eventually.True("nothing waits", async () =>
            (await node.AskAsync(Commands.ListScheduled, Nothing.Value, alice)).Scheduled.Count == 0);

        var sent = (await node.AskAsync(Commands.ListMessages, new(id), alice)).Messages.Select(m => m.Id);
        Assert.Equal(answers.Where(a => a.Status == 404).Select(a => a.Id).Order(), sent.Order());
    }

    [Fact]
    public async Task Alice_schedules_the_same_once_and_nothing_that_is_wrong_or_too_much()
    {
        await using var node = await StartAsync();
        var (alice, id) = await PairAsync(node, 5);
        var eve = await node.PersonAsync("eve5");
        var wanted = In(id, 5, "tea") with { Id = Ids.New() };
        var first = await node.AskAsync(Commands.ScheduleMessage, wanted, alice);
        Assert.Equal(first, await node.AskAsync(Commands.ScheduleMessage, wanted, alice));
        Assert.Equal("id_conflict", (await node.RefusedAsync(Commands.ScheduleMessage, wanted with { Content = new TextContent("x") }, alice)).Code);
        var sent = await node.SayAsync(alice, id, "sent");
        Assert.Equal("id_conflict", (await node.RefusedAsync(Commands.ScheduleMessage, In(id, 5, "sent") with { Id = sent.Id }, alice)).Code);
        foreach (var wrong in new[] { In(id, 0, "now"), In(id, 400 * 24 * 60, "too far"), In(id, 5, " ") })
        {
            Assert.Equal("invalid_field", (await node.RefusedAsync(Commands.ScheduleMessage, wrong, alice)).Code);
        }

        Assert.Equal("not_found", (await node.RefusedAsync(Commands.ScheduleMessage, In(id, 5, "hello"), eve)).Code);
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.CancelScheduled, new(first.Id), eve)).Code);
        Assert.Empty((await node.AskAsync(Commands.ListScheduled, Nothing.Value, eve)).Scheduled);

        var replies = await Task.WhenAll(Enumerable.Range(0, Limits.ScheduledPerUser + 5)
            .Select(i => node.ReplyAsync(Commands.ScheduleMessage, In(id, 10, $"{i}"), alice).AsTask()));
        Assert.Equal(Limits.ScheduledPerUser - 1, replies.Count(r => r.Status == 201));
        Assert.All(replies.Where(r => r.Status != 201), r => Assert.Equal(422, r.Status));
        await node.AskAsync(Commands.CancelScheduled, new(first.Id), alice);
    }

    Task<ChatNode> StartAsync() => ChatNode.StartAsync(database, time: _time);

    static Task SendAsync(ChatNode node) => node.Service<Scheduler>().SendDueAsync(TestContext.Current.CancellationToken);

    ScheduleMessage In(Guid conversation, int minutes, string text) =>
        new(conversation, new TextContent(text), _time.GetUtcNow().AddMinutes(minutes));

    static async Task<(Guid Alice, Guid Conversation)> PairAsync(ChatNode node, int number)
    {
        var (alice, bob) = (await node.PersonAsync($"alice{number}"), await node.PersonAsync($"bob{number}"));
        return (alice, (await node.AskAsync(Commands.CreateConversation, new("direct", [bob]), alice)).Id);
    }
}
