using System.Collections.Concurrent;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Gateway;

/// <summary>A wide conversation from the owner's loop to the sockets.</summary>
public sealed class WideTests
{
    static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task In_a_wide_group_bodies_go_to_those_who_have_it_open_and_nothing_to_whoever_was_removed()
    {
        await using var server = await TestServer.StartAsync(("chat.narrow_members", "3"));
        var (alice, bob) = (await server.PersonAsync("Alice"), await server.PersonAsync("Bob"));
        var (carol, dave) = (await server.PersonAsync("Carol"), await server.PersonAsync("Dave"));
        var early = new Pushed();
        await bob.DeviceAsync("early", with: options => options with { Observer = early.See });
        var group = (await alice.Api.CallAsync(
            Commands.CreateConversation, new("group", [bob.Id, carol.Id, dave.Id], "The house"), Patience)).Id;

        // Bob's first device was connected before there was a group, his second asks for its rooms.
        var (late, carols, daves) = (new Pushed(), new Pushed(), new Pushed());
        await dave.DeviceAsync(with: options => options with { Observer = daves.See });
        await bob.DeviceAsync("late", with: options => options with { Observer = late.See });
        var open = await carol.DeviceAsync(with: options => options with { Observer = carols.See });
        await open.WatchAsync(group);
        var sent = await SayAsync(alice, group, "tea?");
        await Eventually.True("Carol has the message", () => carols.Bodies(group).Contains(sent.Seq));
        await Eventually.True("Bob's devices have heard of it", () => early.Heard(group) >= sent.Seq && late.Heard(group) >= sent.Seq);
        Assert.DoesNotContain(sent.Seq, late.Bodies(group));

        await alice.Api.CallAsync(Commands.RemoveMember, new(group, bob.Id), Patience);
        var after = await SayAsync(alice, group, "now that he is gone");
        await Eventually.True("Carol has that too", () => carols.Bodies(group).Contains(after.Seq));
        await Eventually.True("Dave has heard of what comes then, and whoever else was told with him", async () =>
        {
            // What he has listed meanwhile is no news to him.
            await SayAsync(alice, group, "more tea?");
            return daves.Heard(group) > after.Seq;
        });
        await alice.Api.CallAsync(Commands.Send, new(new TextContent("sorry"), Ids.New(), RecipientId: bob.Id), Patience);
        await Eventually.True("Bob has what came later", () => early.Bodies(alice.With(bob)).Any() && late.Bodies(alice.With(bob)).Any());
        Assert.All([early, late], pushed => Assert.True(pushed.Heard(group) < after.Seq));
    }

    static Task<Sent> SayAsync(Teahouse.Testing.Person person, Guid conversation, string text) =>
        person.Api.CallAsync(Commands.Send, new(new TextContent(text), Ids.New(), conversation), Patience);

    /// <summary>What a device was pushed.</summary>
    sealed class Pushed
    {
        readonly ConcurrentQueue<Update> _all = new();

        public void See(DeviceEvent happened)
        {
            if (happened is UpdatedEvent { By: Arrival.Push } updated)
            {
                _all.Enqueue(updated.Update);
            }
        }

        public IEnumerable<long> Bodies(Guid conversation) =>
            _all.OfType<MessageUpdate>().Where(update => update.Message.ConversationId == conversation).Select(update => update.Message.Seq);

        /// <summary>The last seq of a conversation that the device was told in any way.</summary>
        public long Heard(Guid conversation) => _all.OfType<ActivityUpdate>().Where(update => update.ConversationId == conversation)
            .Select(update => update.LastSeq).Concat(Bodies(conversation)).DefaultIfEmpty().Max();
    }
}
