using System.Net;
using System.Net.WebSockets;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Gateway;

public sealed class SocketEndTests
{
    [Theory]
    [InlineData("hello")]
    [InlineData("{")]
    [InlineData("1")]
    [InlineData("""{"op":"send"}""")]
    [InlineData("""{"ref":1}""")]
    [InlineData("""{"op":1,"ref":1}""")]
    [InlineData("""{"op":"send","ref":"1"}""")]
    [InlineData("""{"op":"send","ref":1.5}""")]
    [InlineData("""{"op":"send","ref":1,"ref":2}""")]
    [InlineData("""{"op":"send","op":"send","ref":1}""")]
    [InlineData("""{"op":"send","ref":1}{"op":"send","ref":2}""")]
    [InlineData("""[{"op":"send","ref":1},2]""")]
    [InlineData("""[{"op":"send","ref":1},[{"op":"send","ref":1}]]""")]
    [InlineData("""{"op":"\ud800","ref":1}""")]
    [InlineData("""{"op":"send","ref":1,"a":NaN}""")]
    [InlineData("""{"op":"send","ref":1,"a":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}""")]
    [InlineData("""{"op":"hello","token":"again"}""")]
    [InlineData("")]
    public async Task A_frame_that_is_not_the_protocol_ends_the_socket_and_does_nothing(string frame)
    {
        await using var edge = await Edge.StartAsync();
        await using var socket = await edge.Person("ann").ConnectAsync();
        await socket.SendAsync(frame);
        Assert.Equal(CloseCode.ProtocolError, await socket.ClosedAsync());
        Assert.DoesNotContain(edge.Calls, call => call.Name == "send");
    }

    [Theory]
    [InlineData("""{"op":"send","ref":1}""")]
    [InlineData("""{"op":"heartbeat"}""")]
    [InlineData("""{"op":"hello"}""")]
    [InlineData("""{"op":"hello","token":1}""")]
    [InlineData("""{"op":"hello","token":"a","spy":1}""")]
    [InlineData("""[{"op":"hello","token":"a"},{"op":"hello","token":"a"}]""")]
    public async Task A_first_frame_that_is_no_hello_ends_the_socket(string frame)
    {
        await using var edge = await Edge.StartAsync();
        await using var socket = await edge.ConnectAsync();
        await socket.SendAsync(frame);
        Assert.Equal(CloseCode.ProtocolError, await socket.ClosedAsync());
    }

    [Fact]
    public async Task Binary_frames_end_the_socket()
    {
        await using var edge = await Edge.StartAsync();
        await using var socket = await edge.Person("ann").ConnectAsync();
        await socket.SendAsync("""{"op":"get_me","ref":1}"""u8.ToArray(), WebSocketMessageType.Binary);
        Assert.Equal(CloseCode.ProtocolError, await socket.ClosedAsync());
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_end_the_socket()
    {
        await using var edge = await Edge.StartAsync();
        await using var socket = await edge.Person("ann").ConnectAsync();
        await socket.SendAsync([.. "{\"op\":\"send\",\"ref\":1,\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8], WebSocketMessageType.Text);
        Assert.True(await socket.BrokenAsync());
        Assert.Empty(edge.Calls);
    }

    [Fact]
    public async Task Frames_beyond_the_limit_end_the_socket()
    {
        await using var edge = await Edge.StartAsync();
        var ann = edge.Person("ann");
        await using var socket = await ann.ConnectAsync();
        var largest = """{"op":"get_me","ref":1}""".PadRight(Limits.FrameBytes);
        await socket.SendAsync(largest);
        await socket.ReceiveAsync("ok");
        await socket.SendAsync(largest + " ");
        Assert.Equal(CloseCode.FrameTooLarge, await socket.ClosedAsync());

        await using var unready = await edge.ConnectAsync();
        await unready.SendAsync(ann.Hello().PadRight(Limits.HelloBytes + 1));
        Assert.Equal(CloseCode.FrameTooLarge, await unready.ClosedAsync());

        await using var patient = await edge.ConnectAsync();
        await patient.SendAsync(ann.Hello().PadRight(Limits.HelloBytes));
        await patient.ReceiveAsync("ready");
    }

    [Fact]
    public async Task Who_does_not_say_hello_within_ten_seconds_is_sent_away()
    {
        await using var edge = await Edge.StartAsync();
        await using var silent = await edge.ConnectAsync();
        await using var quick = await edge.Person("ann").ConnectAsync();
        edge.Time.Advance(TimeSpan.FromSeconds(9));
        await using var late = await edge.ConnectAsync();
        await late.SendAsync(edge.Person("bob").Hello());
        await late.ReceiveAsync("ready");

        // The server may have begun to count a little after the client saw itself connected.
        var closed = silent.ClosedAsync();
        await Eventually.True("the silent one is sent away", () =>
        {
            edge.Time.Advance(TimeSpan.FromSeconds(0.5));
            return closed.IsCompleted;
        });
        Assert.Equal(CloseCode.HelloTimeout, await closed);
        await late.SendAsync("""{"op":"get_me","ref":1}""");
        await late.ReceiveAsync("ok");
        await quick.SendAsync("""{"op":"get_me","ref":1}""");
        await quick.ReceiveAsync("ok");
    }

    [Fact]
    public async Task A_bad_token_ends_the_socket()
    {
        await using var edge = await Edge.StartAsync();
        await using var socket = await edge.ConnectAsync();
        await socket.SendAsync("""{"op":"hello","token":"nobody's"}""");
        Assert.Equal(CloseCode.BadToken, await socket.ClosedAsync());
    }

    [Fact]
    public async Task A_core_that_is_away_sends_the_socket_away_for_a_while()
    {
        await using var edge = await Edge.StartAsync();
        edge.On("authenticate", _ => Reply.TimedOut);
        await using var socket = await edge.ConnectAsync();
        await socket.SendAsync(edge.Person("ann").Hello());
        Assert.Equal(CloseCode.Overloaded, await socket.ClosedAsync());
    }

    [Fact]
    public async Task A_revoked_session_loses_its_sockets_and_no_other_does()
    {
        await using var edge = await Edge.StartAsync();
        var phone = edge.Person("ann");
        var laptop = edge.Device(phone);
        await using var one = await phone.ConnectAsync();
        await using var two = await phone.ConnectAsync();
        await using var other = await laptop.ConnectAsync();
        edge.Revoke(phone);
        edge.Tell("""{"op":"changed","version":1}""", phone);
        Assert.Equal(CloseCode.SessionRevoked, await one.ClosedAsync());
        Assert.Equal(CloseCode.SessionRevoked, await two.ClosedAsync());
        await other.ReceiveAsync("changed");
    }

    [Fact]
    public async Task A_session_that_is_revoked_while_it_says_hello_loses_its_socket()
    {
        await using var edge = await Edge.StartAsync();
        var ann = edge.Person("ann");
        edge.On("authenticate", call =>
        {
            // The core has read the session, then it ends, then the answer arrives.
            var alive = edge.Authenticate(call);
            edge.Revoke(ann);
            return alive;
        });
        await using var socket = await edge.ConnectAsync();
        await socket.SendAsync(ann.Hello());
        Assert.Equal(CloseCode.SessionRevoked, await socket.ClosedAsync());
    }

    [Fact]
    public async Task Ann_who_logs_out_learns_that_she_did()
    {
        await using var edge = await Edge.StartAsync();
        var ann = edge.Person("ann");
        await using var socket = await ann.ConnectAsync();
        edge.On("log_out", _ =>
        {
            edge.Revoke(ann);
            return new(204, default);
        });
        await socket.SendAsync("""{"op":"log_out","ref":1}""");
        await socket.ReceiveAsync("ok");
        Assert.Equal(CloseCode.SessionRevoked, await socket.ClosedAsync());
    }

    [Fact]
    public async Task Ann_who_closes_her_account_learns_that_she_did_and_who_could_not_is_out_once_revoked()
    {
        await using var edge = await Edge.StartAsync();
        var ann = edge.Person("ann");
        await using var socket = await ann.ConnectAsync();
        var tries = 0;
        edge.On("deactivate", _ =>
        {
            if (++tries > 1)
            {
                edge.Revoke(ann);
            }

            return Json.Write(new Refused(Refusals.BadCredentials, "wrong"), "r");
        });
        await socket.SendAsync("""{"op":"deactivate","ref":1,"password":"x"}""");
        await socket.ReceiveAsync("error");
        await socket.SendAsync("""{"op":"deactivate","ref":2,"password":"y"}""");
        Assert.Equal(CloseCode.SessionRevoked, await socket.ClosedAsync());

        var bob = edge.Person("bob");
        await using var other = await bob.ConnectAsync();
        edge.On("deactivate", _ =>
        {
            edge.Revoke(bob);
            return new(204, default);
        });
        await other.SendAsync("""{"op":"deactivate","ref":1,"password":"x"}""");
        await other.ReceiveAsync("ok");
        Assert.Equal(CloseCode.SessionRevoked, await other.ClosedAsync());
    }

    [Fact]
    public async Task The_65th_socket_of_one_user_is_sent_away()
    {
        await using var edge = await Edge.StartAsync();
        var ann = edge.Person("ann");
        var sockets = await Task.WhenAll(Enumerable.Range(0, Limits.SocketsPerUser).Select(_ => ann.ConnectAsync()));
        await using var late = await edge.ConnectAsync();
        await late.SendAsync(ann.Hello());
        Assert.Equal(CloseCode.TooManySockets, await late.ClosedAsync());
        await sockets[0].CloseAsync();
        await Eventually.True("there is room again", async () =>
        {
            await using var again = await edge.ConnectAsync();
            await again.SendAsync(ann.Hello());
            return (await again.ReceiveAsync()).GetProperty("op").GetString() == "ready";
        });
        foreach (var socket in sockets)
        {
            await socket.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_node_that_stops_sends_its_sockets_away_and_takes_no_new_ones()
    {
        await using var edge = await Edge.StartAsync();
        await using var ready = await edge.Person("ann").ConnectAsync();
        await using var unready = await edge.ConnectAsync();
        var stopped = edge.StopAsync();
        Assert.Equal(CloseCode.GoingAway, await ready.ClosedAsync());
        Assert.Equal(CloseCode.GoingAway, await unready.ClosedAsync());
        await stopped;
    }

    [Fact]
    public async Task A_silent_socket_is_closed_after_two_heartbeats_and_a_half()
    {
        await using var edge = await Edge.StartAsync();
        await using var silent = await edge.Person("ann").ConnectAsync();
        await using var lively = await edge.Person("bob").ConnectAsync();
        for (var i = 0; i < 2; i++)
        {
            edge.Time.Advance(TimeSpan.FromSeconds(12));
            await silent.ReceiveAsync("heartbeat");
            await lively.ReceiveAsync("heartbeat");
            await lively.SendAsync("""[{"op":"heartbeat"},{"op":"get_me","ref":1}]""");
            await lively.ReceiveAsync("ok");
        }

        edge.Time.Advance(TimeSpan.FromSeconds(6.25));
        Assert.Equal(CloseCode.HeartbeatMissed, await silent.ClosedAsync());
        await lively.SendAsync("""{"op":"get_me","ref":1}""");
        await lively.ReceiveAsync("ok");
    }

    [Fact]
    public async Task A_socket_that_does_not_read_is_closed_and_holds_up_nobody()
    {
        await using var edge = await Edge.StartAsync();
        var (ann, bob) = (edge.Person("ann"), edge.Person("bob"));
        await using var slow = await ann.ConnectAsync();
        await using var quick = await bob.ConnectAsync();
        var update = $$"""{"op":"user","user":"{{new string('x', 60_000)}}"}""";
        for (var i = 0; i < 400; i++)
        {
            edge.Tell(update, ann, bob);
            await quick.ReceiveAsync("user");
        }

        Assert.Equal(CloseCode.SlowConsumer, await slow.ClosedAsync());
        Assert.True(slow.Frames < 400);
    }

    [Fact]
    public async Task A_socket_that_never_reads_again_is_broken_off()
    {
        await using var edge = await Edge.StartAsync();
        var (ann, bob) = (edge.Person("ann"), edge.Person("bob"));
        await using var slow = await ann.ConnectAsync();
        await using var watcher = await bob.ConnectAsync();
        edge.On("watch", _ => Edge.Ok(
            $$"""{"conversations":[],"people":[{"user_id":"{{ann.User.Id}}","shows_last_seen":false}]}"""));
        await watcher.SendAsync("""{"op":"watch","ref":1,"conversation_ids":[]}""");
        Assert.True((await watcher.ReceiveAsync("ok")).GetProperty("presence")[0].GetProperty("online").GetBoolean());
        var update = $$"""{"op":"user","user":"{{new string('x', 60_000)}}"}""";
        for (var i = 0; i < 400; i++)
        {
            edge.Tell(update, ann);
            await watcher.SendAsync("""{"op":"get_me","ref":1}""");
            await watcher.ReceiveAsync("ok");
        }

        // Past the time to answer the close frame, then past the grace of presence: the server has let go of the socket.
        edge.Time.Advance(TimeSpan.FromSeconds(6));
        await Eventually.True("Ann is seen to have gone", async () =>
        {
            edge.Time.Advance(TimeSpan.FromSeconds(1));
            await watcher.SendAsync("""[{"op":"heartbeat"},{"op":"watch","ref":2,"conversation_ids":[]}]""");
            while (true)
            {
                var answer = await watcher.ReceiveAsync();
                if (answer.TryGetProperty("presence", out var presence))
                {
                    return !presence[0].GetProperty("online").GetBoolean();
                }
            }
        });
    }

    [Fact]
    public async Task Ann_who_sends_too_much_is_refused_and_her_socket_stays()
    {
        await using var edge = await Edge.StartAsync(new() { UserCommandsPerS = 1, UserCommandsBurst = 3 });
        await using var socket = await edge.Person("ann").ConnectAsync();
        await socket.SendAsync("""[{"op":"send","ref":1},{"op":"send","ref":2},{"op":"send","ref":3},{"op":"heartbeat"}]""");
        await socket.ReceiveAsync("ok");
        await socket.ReceiveAsync("ok");
        var refused = await socket.ReceiveAsync("error");
        Assert.Equal("rate_limited", refused.GetProperty("code").GetString());
        Assert.Equal(1, refused.GetProperty("retry_after").GetDouble());
        edge.Time.Advance(TimeSpan.FromSeconds(1));
        await socket.SendAsync("""{"op":"send","ref":4}""");
        await socket.ReceiveAsync("ok");
    }

    [Fact]
    public async Task Pages_of_foreign_origins_open_no_sockets()
    {
        await using var edge = await Edge.StartAsync(new() { AllowedOrigins = ["https://tea.example"] });
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => edge.ConnectAsync("https://evil.example"));
        Assert.Contains("403", refused.Message);
        await Assert.ThrowsAsync<WebSocketException>(() => edge.ConnectAsync("null"));
        await Assert.ThrowsAsync<WebSocketException>(() => edge.ConnectAsync($"http://127.0.0.1:{edge.Address.Port + 1}"));
        await (await edge.ConnectAsync("https://tea.example")).DisposeAsync();
        await (await edge.ConnectAsync($"https://127.0.0.1:{edge.Address.Port}")).DisposeAsync();
    }

    [Fact]
    public async Task A_full_node_takes_no_more_sockets()
    {
        await using var edge = await Edge.StartAsync(new() { UnreadySockets = 1 });
        await using var first = await edge.ConnectAsync();
        await Eventually.True("the first has been counted", async () =>
        {
            try
            {
                await using var second = await edge.ConnectAsync();
                return false;
            }
            catch (WebSocketException e)
            {
                return e.Message.Contains("503");
            }
        });
        await first.SendAsync(edge.Person("ann").Hello());
        await first.ReceiveAsync("ready");
        await using var third = await edge.ConnectAsync();
        Assert.Equal(HttpStatusCode.OK, (await edge.Person("bob").GetAsync("me")).StatusCode);
    }
}
