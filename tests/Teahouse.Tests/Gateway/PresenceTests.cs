using System.Text.Json;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Gateway;

public sealed class PresenceTests
{
    [Fact]
    public async Task A_killed_edge_leaves_nobody_online_after_a_minute_on_the_others()
    {
        await using var edge = await Edge.StartAsync();
        await using var killed = await edge.BesideAsync();
        var (alice, bob, eve) = (edge.Person("alice"), edge.Person("bob"), edge.Person("eve"));
        await using var alices = await alice.ConnectAsync();
        await using var bobs = await (bob with { Edge = killed }).ConnectAsync();
        await using var hers = await (alice with { Edge = killed }).ConnectAsync();
        await Eventually.True("both edges count both", () => (edge.Online, killed.Online) == (2, 2));

        // Nothing is heard of the other edge from here on: its clock stands still.
        await edge.PassAsync(alices, 59);
        await using var eves = await eve.ConnectAsync();
        await edge.PassAsync(alices, 1);
        Assert.Equal(2, edge.Online);
    }

    [Fact]
    public async Task Who_is_not_there_was_last_seen_when_it_may_be_known()
    {
        await using var edge = await Edge.StartAsync();
        var (alice, bob, eve) = (edge.Person("alice"), edge.Person("bob"), edge.Person("eve"));
        await using var bobs = await bob.ConnectAsync();
        var answer = await WatchAsync(edge, bobs, (alice, "2025-12-31T23:00:00+00:00"), (eve, null));
        Assert.Equal(["""{"user_id":"A","online":false,"last_seen_at":"2025-12-31T23:00:00+00:00"}""", """{"user_id":"E","online":false}"""],
            answer.Select(presence => Named(presence, alice, eve)));

        var (anns, eves) = (await alice.ConnectAsync(), await eve.ConnectAsync());
        await bobs.ReceiveAsync("presence");
        await bobs.ReceiveAsync("presence");
        await edge.PassAsync(bobs, 4);
        await anns.CloseAsync();
        await eves.CloseAsync();
        var pushed = new List<JsonElement>();
        await Eventually.True("both have gone", async () =>
        {
            pushed.AddRange(await edge.PassAsync(bobs, 1));
            return pushed.Count == 2;
        });
        var gone = pushed.ToDictionary(update => update.GetProperty("user_id").GetGuid());
        var at = gone[alice.User.Id].GetProperty("last_seen_at").GetDateTimeOffset();
        Assert.InRange(at, new(2026, 1, 1, 0, 0, 4, TimeSpan.Zero), edge.Time.GetUtcNow() - TimeSpan.FromSeconds(8));
        Assert.False(gone[eve.User.Id].TryGetProperty("last_seen_at", out _));
    }

    [Fact]
    public async Task A_block_ends_the_watching_at_once_and_looks_like_going()
    {
        await using var edge = await Edge.StartAsync();
        var (alice, bob, eve) = (edge.Person("alice"), edge.Person("bob"), edge.Person("eve"));
        await using var bobs = await bob.ConnectAsync();
        await using var eves = await eve.ConnectAsync();
        await using var alices = await alice.ConnectAsync();
        await WatchAsync(edge, eves, (alice, null), (bob, null));
        await WatchAsync(edge, bobs, (alice, null), (eve, null));
        OnWatch(edge, (eve, null));
        edge.Bus.Tell(Address.Edges, Parcels.Sight(alice.User.Id, bob.User.Id));
        Assert.Equal("""{"op":"presence","user_id":"A","online":false,"cursor":"c0"}""", Named(await bobs.ReceiveAsync(), alice, eve));

        // Eve goes on seeing her, and he does not see her come back.
        edge.Bus.Tell(Address.Edges, new Parcel("presence", Parcels.Audience(alice.User.Id), (byte[])[.. Ids.New().ToByteArray(), 1]));
        await alices.CloseAsync();
        var seen = new List<JsonElement>();
        await Eventually.True("Eve sees her go", async () =>
        {
            Assert.Empty(await edge.PassAsync(bobs, 1));
            await eves.SendAsync("""[{"op":"heartbeat"},{"op":"get_me","ref":9}]""");
            for (var next = await eves.ReceiveAsync(); next.GetProperty("op").GetString() != "ok"; next = await eves.ReceiveAsync())
            {
                seen.AddRange(next.GetProperty("op").GetString() == "presence" ? [next] : []);
            }

            return seen.Count == 1;
        });
    }

    [Fact]
    public async Task Whom_one_may_still_see_after_a_change_of_sight_one_goes_on_seeing()
    {
        await using var edge = await Edge.StartAsync();
        var (alice, bob) = (edge.Person("alice"), edge.Person("bob"));
        await using var bobs = await bob.ConnectAsync();
        await using var alices = await alice.ConnectAsync();
        await WatchAsync(edge, bobs, (alice, null));
        edge.Bus.Tell(Address.Edges, Parcels.Sight(alice.User.Id));
        Assert.True((await bobs.ReceiveAsync("presence")).GetProperty("online").GetBoolean());
        Assert.Equal(2, edge.Calls.Count(call => call.Name == "watch"));
    }

    [Fact]
    public async Task A_watch_that_is_asked_while_sight_changes_answers_as_it_is_afterwards()
    {
        await using var edge = await Edge.StartAsync();
        var (alice, bob) = (edge.Person("alice"), edge.Person("bob"));
        await using var bobs = await bob.ConnectAsync();
        await using var alices = await alice.ConnectAsync();
        var asked = 0;
        edge.On("watch", _ =>
        {
            if (asked++ > 0)
            {
                return Watched();
            }

            var before = Watched((alice, null));
            edge.Bus.Tell(Address.Edges, Parcels.Sight(alice.User.Id, bob.User.Id));
            return before;
        });
        await bobs.SendAsync("""{"op":"watch","ref":1,"conversation_ids":[]}""");
        Assert.Empty((await bobs.ReceiveAsync("ok")).GetProperty("presence").EnumerateArray());
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task The_core_is_told_of_devices_that_have_gone_at_once_and_of_those_that_stay_now_and_then()
    {
        await using var edge = await Edge.StartAsync();
        var told = new List<Guid>();
        edge.On("seen", call =>
        {
            lock (told)
            {
                told.AddRange(JsonDocument.Parse(call.Body).RootElement.GetProperty("session_ids").EnumerateArray().Select(id => id.GetGuid()));
            }

            return new(204, default);
        });
        var (alice, bob) = (edge.Person("alice"), edge.Person("bob"));
        await using var stays = await alice.ConnectAsync();
        await using var goes = await bob.ConnectAsync();
        await goes.CloseAsync();
        await Eventually.True("the core knows of Bob", async () =>
        {
            await edge.PassAsync(stays, 1);
            return told.Contains(bob.Session);
        });
        Assert.Equal([bob.Session], told);
        await edge.PassAsync(stays, 300);
        Assert.Equal([bob.Session, alice.Session], told);
    }

    static async Task<List<JsonElement>> WatchAsync(Edge edge, RawSocket socket, params (Person Person, string? LastSeenAt)[] people)
    {
        OnWatch(edge, people);
        await socket.SendAsync("""{"op":"watch","ref":1,"conversation_ids":[]}""");
        return [.. (await socket.ReceiveAsync("ok")).GetProperty("presence").EnumerateArray()];
    }

    static void OnWatch(Edge edge, params (Person Person, string? LastSeenAt)[] people)
    {
        edge.On("watch", _ => Watched(people));
        edge.On("tails", _ => Edge.Ok("""{"tails":{}}"""));
    }

    static Reply Watched(params (Person Person, string? LastSeenAt)[] people) => Edge.Ok($$"""
        {"conversations":[{"conversation_id":"{{Ids.New()}}","last_seq":1}],"people":[{{string.Join(',', people.Select(p =>
            $"{{\"user_id\":\"{p.Person.User.Id}\",\"shows_last_seen\":{(p.LastSeenAt is null ? "false" : "true")}"
            + (p.LastSeenAt is null ? "}" : $",\"last_seen_at\":\"{p.LastSeenAt}\"}}")))}}]}
        """);

    static string Named(JsonElement element, Person alice, Person eve) =>
        element.GetRawText().Replace($"{alice.User.Id}", "A").Replace($"{eve.User.Id}", "E");
}
