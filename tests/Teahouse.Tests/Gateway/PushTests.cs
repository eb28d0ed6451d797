using System.Text;
using System.Text.Json;
using Teahouse.Platform.Bus;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Gateway;

public sealed class PushTests
{
    [Fact]
    public async Task Every_device_of_the_audience_gets_an_update_with_the_cursor_and_nobody_else_does()
    {
        await using var edge = await Edge.StartAsync();
        var (ann, bob, eve) = (edge.Person("ann"), edge.Person("bob"), edge.Person("eve"));
        await using var phone = await ann.ConnectAsync();
        await using var laptop = await edge.Device(ann).ConnectAsync();
        await using var bobs = await bob.ConnectAsync();
        await using var eves = await eve.ConnectAsync();
        edge.TellHorizon("c\"1");
        edge.Tell("""{"op":"typing","conversation_id":"x"}""", ann, bob);
        edge.TellHorizon("c2");
        edge.Tell("""{"op":"changed","version":1}""", ann, eve);
        foreach (var socket in new[] { phone, laptop, bobs })
        {
            Assert.Equal("""{"op":"typing","conversation_id":"x","cursor":"c\u00221"}""", (await socket.ReceiveAsync()).GetRawText());
        }

        foreach (var socket in new[] { phone, laptop, eves })
        {
            Assert.Equal("""{"op":"changed","version":1,"cursor":"c2"}""", (await socket.ReceiveAsync()).GetRawText());
        }
    }

    [Fact]
    public async Task Heartbeats_count_the_pushes_and_tell_the_tails_of_what_is_watched()
    {
        await using var edge = await Edge.StartAsync();
        var (ann, bob) = (edge.Person("ann"), edge.Person("bob"));
        Guid[] rooms = [Ids.New(), Ids.New(), Ids.New()];
        edge.On("watch", call => Edge.Ok("{\"conversations\":[" + string.Join(',',
            JsonDocument.Parse(call.Body).RootElement.GetProperty("conversation_ids").EnumerateArray()
                .Select(id => $$"""{"conversation_id":"{{id}}","last_seq":1}""")) + "],\"people\":[]}"));
        edge.On("tails", call =>
        {
            var asked = JsonDocument.Parse(call.Body).RootElement.GetProperty("conversation_ids").EnumerateArray();
            Assert.Equal(rooms.Order(), asked.Select(id => id.GetGuid()).Order());
            return Edge.Ok($$$"""{"tails":{"{{{rooms[0]}}}":10,"{{{rooms[1]}}}":11}}""");
        });
        await using var one = await ann.ConnectAsync();
        await using var two = await bob.ConnectAsync();
        await one.SendAsync($$"""{"op":"watch","ref":1,"conversation_ids":["{{rooms[0]}}","{{rooms[1]}}"]}""");
        await one.ReceiveAsync("ok");
        await two.SendAsync($$"""{"op":"watch","ref":1,"conversation_ids":["{{rooms[1]}}","{{rooms[2]}}"]}""");
        await two.ReceiveAsync("ok");
        edge.TellHorizon("c5");
        for (var i = 0; i < 3; i++)
        {
            edge.Tell("""{"op":"changed","version":1}""", ann);
            await one.ReceiveAsync("changed");
        }

        edge.Time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal($$$"""{"op":"heartbeat","cursor":"c5","pushed":3,"tails":{"{{{rooms[0]}}}":10,"{{{rooms[1]}}}":11}}""",
            (await one.ReceiveAsync()).GetRawText());
        Assert.Equal($$$"""{"op":"heartbeat","cursor":"c5","pushed":0,"tails":{"{{{rooms[1]}}}":11}}""",
            (await two.ReceiveAsync()).GetRawText());
        Assert.Single(edge.Calls, call => call.Name == "tails");
    }

    [Fact]
    public async Task Ann_resumes_and_until_she_has_everything_her_cursor_does_not_move_past_it()
    {
        await using var edge = await Edge.StartAsync();
        var ann = edge.Person("ann");
        edge.TellHorizon("now");
        edge.On("sync", call =>
        {
            Assert.Equal((ann.User.Id, ann.Session), (call.User, call.Session));
            var since = JsonDocument.Parse(call.Body).RootElement.GetProperty("since").GetString();

            // A push that comes while she is still being told of older things.
            edge.Tell("""{"op":"typing"}""", ann);
            return Edge.Ok(since == "old"
                ? """{"updates":[{"op":"user","user":1},{"op":"user","user":2}],"cursor":"middle","more":true,"version":4}"""
                : """{"updates":[{"op":"conversation","conversation":3}],"cursor":"new","more":false,"version":4}""");
        });
        await using var socket = await ann.ConnectAsync("old");
        Assert.Equal("old", socket.ReadyFrame.GetProperty("cursor").GetString());
        foreach (var expected in new[]
        {
            """{"op":"typing","cursor":"old"}""",
            """{"op":"user","user":1,"cursor":"old"}""",
            """{"op":"user","user":2,"cursor":"old"}""",
            """{"op":"typing","cursor":"middle"}""",
            """{"op":"conversation","conversation":3,"cursor":"middle"}""",
            """{"op":"changed","version":4,"cursor":"now"}""",
        })
        {
            Assert.Equal(expected, (await socket.ReceiveAsync()).GetRawText());
        }

        edge.Time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(6, (await socket.ReceiveAsync("heartbeat")).GetProperty("pushed").GetInt32());
    }

    [Theory]
    [InlineData("""{"updates":[],"cursor":"new","more":false,"version":4,"full_resync":true}""")]
    [InlineData(null)]
    public async Task A_cursor_that_cannot_be_used_sends_Ann_to_sync_first(string? answer)
    {
        await using var edge = await Edge.StartAsync();
        edge.On("sync", call => answer is not null
            ? Edge.Ok(answer)
            : Json.Write(new Refused(Refusals.BadCursor, "What?"), call.RequestId));
        await using var socket = await edge.Person("ann").ConnectAsync("strange");
        Assert.Equal(CloseCode.Resync, await socket.ClosedAsync());
    }

    [Fact]
    public async Task A_long_replay_waits_for_a_slow_reader_and_loses_nothing()
    {
        await using var edge = await Edge.StartAsync();
        var page = 0;
        var filler = new string('x', 5000);
        edge.On("sync", _ =>
        {
            var updates = Enumerable.Range(0, 100).Select(i => $$"""{"op":"user","user":"{{page}}/{{i}}{{filler}}"}""").ToArray();
            var more = ++page < 20 ? "true" : "false";
            return Edge.Ok($$"""{"updates":[{{string.Join(',', updates)}}],"cursor":"p{{page}}","more":{{more}},"version":1}""");
        });
        await using var socket = await edge.Person("ann").ConnectAsync("old");
        for (var i = 0; i < 2000; i++)
        {
            Assert.StartsWith($"{i / 100}/{i % 100}x", (await socket.ReceiveAsync("user")).GetProperty("user").GetString());
        }

        await socket.ReceiveAsync("changed");
    }

    [Fact]
    public async Task Coming_is_told_at_once_and_going_after_eight_seconds()
    {
        await using var edge = await Edge.StartAsync();
        var (ann, bob) = (edge.Person("ann"), edge.Person("bob"));
        await using var bobs = await WatchAsync(edge, bob, ann);

        var anns = await ann.ConnectAsync();
        AssertPresence(ann, true, await bobs.ReceiveAsync());

        // A reload does not flicker: gone and back within the grace, nothing is told.
        await anns.CloseAsync();
        edge.Time.Advance(TimeSpan.FromSeconds(4));
        anns = await ann.ConnectAsync();
        edge.Time.Advance(TimeSpan.FromSeconds(6));
        edge.Tell("""{"op":"changed","version":1}""", bob);
        await bobs.ReceiveAsync("changed");

        await anns.CloseAsync();
        await Eventually.True("Ann's going is told", async () =>
        {
            edge.Time.Advance(TimeSpan.FromSeconds(1));
            await bobs.SendAsync("""[{"op":"heartbeat"},{"op":"get_me","ref":2}]""");
            while (true)
            {
                var next = await bobs.ReceiveAsync();
                switch (next.GetProperty("op").GetString())
                {
                    case "presence":
                        AssertPresence(ann, false, next);
                        return true;
                    case "ok":
                        return false;
                }
            }
        });
    }

    [Fact]
    public async Task The_users_of_another_edge_are_seen_until_its_lease_ends()
    {
        await using var edge = await Edge.StartAsync();
        var (ann, bob) = (edge.Person("ann"), edge.Person("bob"));
        await using var bobs = await WatchAsync(edge, bob, ann);
        byte[] node = [.. Ids.New().ToByteArray(), 1];
        edge.Bus.Tell(Address.Edges, new Parcel("presence", Parcels.Audience(ann.User.Id), node));
        AssertPresence(ann, true, await bobs.ReceiveAsync());

        // Renewed after 50 s it holds beyond a minute; not renewed it ends.
        await edge.PassAsync(bobs, 50);
        edge.Bus.Tell(Address.Edges, new Parcel("presence", Parcels.Audience(ann.User.Id), node));
        Assert.Empty(await edge.PassAsync(bobs, 50));
        AssertPresence(ann, false, Assert.Single(await edge.PassAsync(bobs, 12)));
    }

    [Fact]
    public async Task Each_edge_says_who_is_there_again_and_again()
    {
        await using var edge = await Edge.StartAsync();
        var told = new List<(Guid User, bool Online)>();
        edge.Bus.Listen(Address.Edges, parcels =>
        {
            foreach (var parcel in parcels)
            {
                if (parcel.Kind == "presence")
                {
                    lock (told)
                    {
                        told.AddRange(parcel.Ids().ToArray().Select(user => (user, parcel.Body.Span[16] == 1)));
                    }
                }
            }
        });
        var ann = edge.Person("ann");
        await using var socket = await ann.ConnectAsync();
        await edge.PassAsync(socket, 25);
        Assert.Equal([(ann.User.Id, true), (ann.User.Id, true)], told);
    }

    [Fact]
    public async Task Only_the_latest_watch_counts_and_more_than_fifty_are_refused()
    {
        await using var edge = await Edge.StartAsync();
        var (ann, bob, eve) = (edge.Person("ann"), edge.Person("bob"), edge.Person("eve"));
        await using var bobs = await WatchAsync(edge, bob, ann);
        edge.On("watch", _ => Watched(eve));
        await bobs.SendAsync("""{"op":"watch","ref":2,"conversation_ids":[]}""");
        Assert.Equal(eve.User.Id, (await bobs.ReceiveAsync("ok")).GetProperty("presence")[0].GetProperty("user_id").GetGuid());
        await using var anns = await ann.ConnectAsync();
        await using var eves = await eve.ConnectAsync();
        AssertPresence(eve, true, await bobs.ReceiveAsync());

        var many = string.Join(',', Enumerable.Range(0, 51).Select(_ => $"\"{Ids.New()}\""));
        await bobs.SendAsync($$"""{"op":"watch","ref":3,"conversation_ids":[{{many}}]}""");
        Assert.Equal("invalid_field", (await bobs.ReceiveAsync("error")).GetProperty("code").GetString());
    }

    /// <summary>A socket of this person that watches a conversation with the other.</summary>
    static async Task<RawSocket> WatchAsync(Edge edge, Person person, Person other)
    {
        edge.On("watch", _ => Watched(person, other));
        var socket = await person.ConnectAsync();
        await socket.SendAsync("""{"op":"watch","ref":1,"conversation_ids":[]}""");
        var presence = Assert.Single((await socket.ReceiveAsync("ok")).GetProperty("presence").EnumerateArray());
        Assert.Equal(other.User.Id, presence.GetProperty("user_id").GetGuid());
        Assert.False(presence.GetProperty("online").GetBoolean());
        return socket;
    }

    static Platform.Calls.Reply Watched(params Person[] members) => Edge.Ok($$"""
        {"conversations":[{"conversation_id":"{{Ids.New()}}","last_seq":1}],
          "people":[{{string.Join(',', members.Select(member => $"{{\"user_id\":\"{member.User.Id}\",\"shows_last_seen\":false}}"))}}]}
        """);

    static void AssertPresence(Person person, bool online, JsonElement update)
    {
        Assert.Equal("presence", update.GetProperty("op").GetString());
        Assert.Equal((person.User.Id, online), (update.GetProperty("user_id").GetGuid(), update.GetProperty("online").GetBoolean()));
        Assert.True(update.TryGetProperty("cursor", out _), Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(update)));
    }
}
