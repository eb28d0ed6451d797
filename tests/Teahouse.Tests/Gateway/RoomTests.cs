using System.Text;
using System.Text.Json;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Xunit;

namespace Teahouse.Tests.Gateway;

/// <summary>What is pushed of conversations that are wide, and to devices that want messages only of what is open.</summary>
public sealed class RoomTests
{
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task Of_a_wide_conversation_those_who_have_it_open_get_the_message_and_the_others_how_far_it_has_come()
    {
        await using var edge = await Edge.StartAsync();
        var (alice, bob, eve) = (edge.Person("alice"), edge.Person("bob"), edge.Person("eve"));
        var room = Ids.New();
        edge.On("rooms", call => Rooms(call.User == eve.User.Id ? [] : [room]));
        await using var alices = await alice.ConnectAsync();
        await using var bobs = await bob.ConnectAsync();
        await using var eves = await eve.ConnectAsync();
        await WatchAsync(edge, alices, room, tail: 4);

        Post(edge, room, 5);
        Assert.Equal("""{"op":"message","seq":5,"cursor":"c0"}""", (await alices.ReceiveAsync()).GetRawText());
        edge.Time.Advance(Tick);
        Assert.Equal(Activity(room, 5), (await bobs.ReceiveAsync()).GetRawText());

        // For those who have it open the message was enough, and Eve is no member.
        edge.Tell("""{"op":"changed"}""", alice, eve);
        await alices.ReceiveAsync("changed");
        await eves.ReceiveAsync("changed");
    }

    [Fact]
    public async Task A_flood_in_a_wide_conversation_is_told_once_a_second_and_counts_as_pushed()
    {
        await using var edge = await Edge.StartAsync();
        var alice = edge.Person("alice");
        var room = Ids.New();
        edge.On("rooms", _ => Rooms(room));
        await using var alices = await alice.ConnectAsync();
        for (var seq = 1; seq <= 1000; seq++)
        {
            Post(edge, room, seq);
        }

        edge.Time.Advance(Tick);
        Assert.Equal(Activity(room, 1000), (await alices.ReceiveAsync()).GetRawText());
        Post(edge, room, 1001);
        edge.TellHorizon("c1");
        edge.Tell("""{"op":"changed"}""", alice);
        Assert.Equal("c0", (await alices.ReceiveAsync("changed")).GetProperty("cursor").GetString());
        edge.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Activity(room, 1001), (await alices.ReceiveAsync()).GetRawText());
        Assert.Equal(3, (await BeatAsync(edge, alices)).GetProperty("pushed").GetInt32());
    }

    [Fact]
    public async Task Whoever_has_left_gets_nothing_after_it_and_whoever_has_come_gets_all()
    {
        await using var edge = await Edge.StartAsync();
        var (alice, bob) = (edge.Person("alice"), edge.Person("bob"));
        var room = Ids.New();
        edge.On("rooms", call => Rooms(call.User == alice.User.Id ? [room] : []));
        await using var alices = await alice.ConnectAsync();
        await using var bobs = await bob.ConnectAsync();
        await WatchAsync(edge, alices, room, tail: 0);
        await WatchAsync(edge, bobs, room, tail: 0);
        Post(edge, room, 1);
        edge.Bus.Tell(Address.Edges, Parcels.Left(room, alice.User.Id));
        edge.Bus.Tell(Address.Edges, Parcels.Entered(room, bob.User.Id));
        Post(edge, room, 2);
        edge.Bus.Tell(Address.Edges, Parcels.ForRoom(room, """{"op":"members"}"""u8.ToArray()));
        edge.Tell("""{"op":"changed"}""", alice);
        Assert.Equal(1, (await alices.ReceiveAsync("message")).GetProperty("seq").GetInt32());
        await alices.ReceiveAsync("changed");
        Assert.Equal(2, (await bobs.ReceiveAsync("message")).GetProperty("seq").GetInt32());
        await bobs.ReceiveAsync("members");

        // Nor does she hear of what had been held back.
        edge.Time.Advance(TimeSpan.FromSeconds(2));
        edge.Tell("""{"op":"changed"}""", alice);
        await alices.ReceiveAsync("changed");
    }

    [Fact]
    public async Task A_removal_told_while_Alice_says_hello_holds_whenever_the_answer_was_read()
    {
        await using var edge = await Edge.StartAsync();
        var alice = edge.Person("alice");
        var (left, entered) = (Ids.New(), Ids.New());
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource<Reply>();
        edge.OnAsync("rooms", _ =>
        {
            asked.SetResult();
            return new(answer.Task);
        });
        await using var alices = await edge.ConnectAsync();
        await alices.SendAsync(alice.Hello());
        await asked.Task;
        edge.Bus.Tell(Address.Edges, Parcels.Left(left, alice.User.Id));
        edge.Bus.Tell(Address.Edges, Parcels.Entered(entered, alice.User.Id));
        answer.SetResult(Rooms(left));
        await alices.ReceiveAsync("ready");
        Post(edge, left, 2);
        Post(edge, entered, 2);
        edge.Time.Advance(Tick);
        Assert.Equal(Activity(entered, 2), (await alices.ReceiveAsync()).GetRawText());
        edge.Tell("""{"op":"changed"}""", alice);
        await alices.ReceiveAsync("changed");
    }

    [Fact]
    public async Task A_device_that_wants_only_what_is_open_gets_messages_of_that_and_news_of_the_rest()
    {
        await using var edge = await Edge.StartAsync();
        var alice = edge.Person("alice");
        var (open, other) = (Ids.New(), Ids.New());
        await using var phone = await edge.ConnectAsync();
        await phone.SendAsync(alice.Hello().Replace("}", ",\"push\":\"open\"}"));
        await phone.ReceiveAsync("ready");
        await using var laptop = await alice.ConnectAsync();
        await WatchAsync(edge, phone, open, tail: 6);
        foreach (var conversation in new[] { open, other })
        {
            edge.Bus.Tell(Address.Edges, Parcels.MessageFor(
                Parcels.Audience(alice.User.Id), conversation, 7, 7, shown: true, Encoding.UTF8.GetBytes($$"""{"op":"message","in":"{{conversation}}"}""")));
            Assert.Equal(conversation, (await laptop.ReceiveAsync("message")).GetProperty("in").GetGuid());
        }

        Assert.Equal(open, (await phone.ReceiveAsync("message")).GetProperty("in").GetGuid());
        edge.Time.Advance(Tick);
        Assert.Equal(Activity(other, 7), (await phone.ReceiveAsync()).GetRawText());
        edge.Tell("""{"op":"receipt"}""", alice);
        await phone.ReceiveAsync("receipt");
    }

    [Fact]
    public async Task No_message_falls_between_what_a_watch_answers_and_what_is_pushed()
    {
        await using var edge = await Edge.StartAsync();
        var alice = edge.Person("alice");
        var room = Ids.New();
        edge.On("rooms", _ => Rooms(room));
        edge.On("watch", _ =>
        {
            // Posted just after the core has read the tail.
            Post(edge, room, 4);
            return Watched(room, 3);
        });
        await using var alices = await alice.ConnectAsync();
        await alices.SendAsync($$"""{"op":"watch","ref":1,"conversation_ids":["{{room}}"]}""");
        Assert.Equal(4, (await alices.ReceiveAsync("message")).GetProperty("seq").GetInt32());
        var answer = await alices.ReceiveAsync("ok");
        Assert.Equal(3, answer.GetProperty("tails").GetProperty(room.ToString()).GetInt32());
    }

    [Fact]
    public async Task A_refused_watch_leaves_open_what_was_open()
    {
        await using var edge = await Edge.StartAsync();
        var alice = edge.Person("alice");
        var (room, secret) = (Ids.New(), Ids.New());
        edge.On("rooms", _ => Rooms(room));
        await using var alices = await alice.ConnectAsync();
        await WatchAsync(edge, alices, room, tail: 0);
        edge.On("watch", call => Json.Write(new Refused(Refusals.NotFound, "No."), call.RequestId));
        await alices.SendAsync($$"""{"op":"watch","ref":2,"conversation_ids":["{{secret}}"]}""");
        await alices.ReceiveAsync("error");
        Post(edge, secret, 1);
        Post(edge, room, 1);
        Assert.Equal(1, (await alices.ReceiveAsync("message")).GetProperty("seq").GetInt32());

        await WatchAsync(edge, alices, null, tail: 0);
        Post(edge, room, 2);
        edge.Time.Advance(Tick);
        Assert.Equal(Activity(room, 2), (await alices.ReceiveAsync()).GetRawText());
    }

    [Theory]
    [InlineData("\"some\"")]
    [InlineData("1")]
    [InlineData("\"OPEN\"")]
    public async Task A_hello_that_asks_for_another_kind_of_push_is_no_hello(string push)
    {
        await using var edge = await Edge.StartAsync();
        await using var socket = await edge.ConnectAsync();
        await socket.SendAsync(edge.Person("alice").Hello().Replace("}", $",\"push\":{push}}}"));
        Assert.Equal(CloseCode.ProtocolError, await socket.ClosedAsync());
    }

    [Fact]
    public async Task Without_an_answer_about_her_rooms_Alice_is_asked_to_come_back()
    {
        await using var edge = await Edge.StartAsync();
        edge.On("rooms", call => Json.Write(new Refused(Refusals.Unavailable, "Later."), call.RequestId));
        await using var socket = await edge.ConnectAsync();
        await socket.SendAsync(edge.Person("alice").Hello());
        Assert.Equal(CloseCode.Overloaded, await socket.ClosedAsync());
    }

    static Reply Rooms(params Guid[] rooms) =>
        Edge.Ok($$"""{"conversation_ids":[{{string.Join(',', rooms.Select(room => $"\"{room}\""))}}]}""");

    static Reply Watched(Guid room, long tail) =>
        Edge.Ok($$"""{"conversations":[{"conversation_id":"{{room}}","last_seq":{{tail}}}],"people":[]}""");

    static void Post(Edge edge, Guid room, long seq) => edge.Bus.Tell(Address.Edges,
        Parcels.ForRoom(room, seq, seq, shown: true, Encoding.UTF8.GetBytes($$"""{"op":"message","seq":{{seq}}}""")));

    static string Activity(Guid room, long seq) =>
        $$"""{"op":"activity","conversation_id":"{{room}}","last_seq":{{seq}},"last_n":{{seq}},"cursor":"c0"}""";

    static async Task WatchAsync(Edge edge, RawSocket socket, Guid? room, long tail)
    {
        edge.On("watch", _ => room is { } id ? Watched(id, tail) : Edge.Ok("""{"conversations":[],"people":[]}"""));
        edge.On("tails", _ => Edge.Ok("""{"tails":{}}"""));
        await socket.SendAsync($$"""{"op":"watch","ref":1,"conversation_ids":[{{(room is null ? "" : $"\"{room}\"")}}]}""");
        await socket.ReceiveAsync("ok");
    }

    /// <summary>Lets time pass until the next heartbeat.</summary>
    static async Task<JsonElement> BeatAsync(Edge edge, RawSocket socket)
    {
        edge.Time.Advance(TimeSpan.FromSeconds(12));
        return await socket.ReceiveAsync("heartbeat");
    }
}
