using System.Text;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Gateway;

public sealed class SocketTests
{
    [Fact]
    public async Task Ann_says_hello_and_is_told_ready()
    {
        await using var edge = await Edge.StartAsync();
        var ann = edge.Person("ann");
        await using var socket = await ann.ConnectAsync();
        var ready = socket.ReadyFrame;
        Assert.Equal(ann.Session, ready.GetProperty("session").GetGuid());
        Assert.Equal(ann.User.Id, ready.GetProperty("user").GetProperty("id").GetGuid());
        Assert.Equal("c0", ready.GetProperty("cursor").GetString());
        Assert.Equal(12, ready.GetProperty("heartbeat_s").GetInt32());

        edge.TellHorizon("c1");
        await using var second = await ann.ConnectAsync();
        Assert.Equal("c1", second.ReadyFrame.GetProperty("cursor").GetString());
        await socket.CloseAsync();
    }

    [Fact]
    public async Task Commands_are_answered_by_their_ref_in_every_shape()
    {
        await using var edge = await Edge.StartAsync();
        var ann = edge.Person("ann");
        edge.On("list_unread", _ => Edge.Ok("[1,2]"));
        edge.On("typing", _ => new(204, default));
        edge.On("get_me", _ => Edge.Ok("{}"));
        edge.On("get_user", call => Json.Write(new Refused(Refusals.NotFound, "Nobody.", TimeSpan.FromSeconds(3)), call.RequestId));
        await using var socket = await ann.ConnectAsync();
        foreach (var (sent, answered) in new[]
        {
            ("""{"op":"send","ref":1,"content":{"type":"text"},"id":"x"}""", """{"op":"ok","ref":1,"content":{"type":"text"},"id":"x"}"""),
            ("""{"id":"x","op":"send","content":[{}],"ref":-2}""", """{"op":"ok","ref":-2,"id":"x","content":[{}]}"""),
            ("""{ "a":1 , "ref":3 , "b":2 , "\u006fp":"s\u0065nd" , "c":3 }""", """{"op":"ok","ref":3,"a":1,"b":2,"c":3}"""),
            ("""{"op":"list_unread","ref":4}""", """{"op":"ok","ref":4,"items":[1,2]}"""),
            ("""{"op":"typing","ref":5}""", """{"op":"ok","ref":5}"""),
            ("""{"op":"get_me","ref":6}""", """{"op":"ok","ref":6}"""),
            ("""{"op":"get_user","ref":7}""",
                """{"op":"error","ref":7,"status":404,"code":"not_found","detail":"Nobody.","retry_after":3}"""),
            ("""{"op":"teapot","ref":8}""", """{"op":"error","ref":8,"status":400,"code":"unknown_op","detail":"There is no such op."}"""),
            ("""{"op":"register","ref":9}""",
                """{"op":"error","ref":9,"status":400,"code":"unknown_op","detail":"There is no such op."}"""),
        })
        {
            await socket.SendAsync(sent);
            Assert.Equal(answered, (await socket.ReceiveAsync()).GetRawText());
        }

        Assert.Equal("""{"a":1,"b":2,"c":3}""", Encoding.UTF8.GetString(edge.Calls.ElementAt(2).Body.Span));
        Assert.All(edge.Calls, call => Assert.Equal((ann.User.Id, ann.Session, "127.0.0.1"), (call.User, call.Session, call.Address)));
    }

    [Fact]
    public async Task A_batch_is_carried_out_in_its_order_and_answered_in_one_frame()
    {
        await using var edge = await Edge.StartAsync();
        await using var socket = await edge.Person("ann").ConnectAsync();
        var frames = socket.Frames;
        await socket.SendAsync("[" + string.Join(',', Enumerable.Range(0, 64).Select(i => $$"""{"op":"send","ref":{{i}}}""")) + "]");
        for (var i = 0; i < 64; i++)
        {
            Assert.Equal(i, (await socket.ReceiveAsync("ok")).GetProperty("ref").GetInt32());
        }

        Assert.Equal(frames + 1, socket.Frames);
        await socket.SendAsync("[]");
        await socket.SendAsync("[" + string.Join(',', Enumerable.Repeat("""{"op":"heartbeat"}""", 65)) + "]");
        Assert.Equal(CloseCode.ProtocolError, await socket.ClosedAsync());
    }

    [Fact]
    public async Task What_waits_for_a_socket_goes_out_as_one_frame()
    {
        await using var edge = await Edge.StartAsync();
        var ann = edge.Person("ann");
        await using var socket = await ann.ConnectAsync();
        var frames = socket.Frames;
        edge.On("get_me", _ =>
        {
            for (var i = 0; i < 100; i++)
            {
                edge.Tell($$"""{"op":"changed","version":{{i}}}""", ann);
            }

            return Edge.Ok("{}");
        });
        await socket.SendAsync("""{"op":"get_me","ref":1}""");
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(i, (await socket.ReceiveAsync("changed")).GetProperty("version").GetInt32());
        }

        await socket.ReceiveAsync("ok");
        Assert.Equal(frames + 1, socket.Frames);
    }

    [Fact]
    public async Task Commands_start_in_the_order_in_which_they_were_sent()
    {
        await using var edge = await Edge.StartAsync();
        await using var socket = await edge.Person("ann").ConnectAsync();
        for (var i = 0; i < 400; i++)
        {
            await socket.SendAsync($$"""{"op":"send","ref":{{i}},"number":{{i}}}""");
        }

        for (var i = 0; i < 400; i++)
        {
            await socket.ReceiveAsync("ok");
        }

        Assert.Equal(
            Enumerable.Range(0, 400).Select(i => $$"""{"number":{{i}}}"""),
            edge.Calls.Select(call => Encoding.UTF8.GetString(call.Body.Span)));
    }

    [Fact]
    public async Task The_server_stops_reading_while_256_commands_wait()
    {
        await using var edge = await Edge.StartAsync();
        await using var socket = await edge.Person("ann").ConnectAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        edge.OnAsync("send", async _ =>
        {
            await gate.Task;
            return Edge.Ok("{}");
        });
        for (var i = 0; i < 300; i++)
        {
            await socket.SendAsync($$"""{"op":"send","ref":{{i}}}""");
        }

        await socket.SendAsync("""{"op":"get_me","ref":300}""");
        await Eventually.True("256 commands have started", () => edge.Calls.Count(call => call.Name == "send") == Limits.CommandsInFlight);
        await using var other = await edge.Person("bob").ConnectAsync();
        await other.SendAsync("""{"op":"get_me","ref":1}""");
        await other.ReceiveAsync("ok");
        Assert.Equal(Limits.CommandsInFlight + 1, edge.Calls.Count(call => call.Name is "send" or "get_me"));
        gate.SetResult();
        var answered = new HashSet<int>();
        for (var i = 0; i < 301; i++)
        {
            answered.Add((await socket.ReceiveAsync("ok")).GetProperty("ref").GetInt32());
        }

        Assert.Equal(301, answered.Count);
    }

    [Fact]
    public async Task A_batch_whose_answers_are_large_is_answered_as_the_client_takes_them()
    {
        await using var edge = await Edge.StartAsync();
        await using var socket = await edge.Person("ann").ConnectAsync();
        edge.On("get_me", _ => Edge.Ok($$"""{"about":"{{new string('x', 100_000)}}"}"""));
        await socket.SendAsync("[" + string.Join(',', Enumerable.Range(0, 64).Select(i => $$"""{"op":"get_me","ref":{{i}}}""")) + "]");
        for (var i = 0; i < 64; i++)
        {
            Assert.Equal(i, (await socket.ReceiveAsync("ok")).GetProperty("ref").GetInt32());
        }
    }
}
