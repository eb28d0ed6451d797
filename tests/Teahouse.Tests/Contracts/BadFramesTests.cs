using System.Net.WebSockets;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Contracts;

/// <summary>What is no use of the contract on a socket: a named error where it has a ref, else a named close.</summary>
public sealed class BadFramesTests(TestServer server) : IClassFixture<TestServer>
{
    [Theory]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("17")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[[]]")]
    [InlineData("[17]")]
    [InlineData("{\"op\":\"get_me\"}")]
    [InlineData("{\"ref\":1}")]
    [InlineData("{\"op\":17,\"ref\":1}")]
    [InlineData("{\"op\":\"get_me\",\"ref\":\"1\"}")]
    [InlineData("{\"op\":\"get_me\",\"ref\":1.5}")]
    [InlineData("{\"op\":\"get_me\",\"ref\":NaN}")]
    [InlineData("{\"op\":\"get_me\",\"op\":\"get_me\",\"ref\":1}")]
    [InlineData("{\"op\":\"get_me\",\"ref\":1}{}")]
    [InlineData("{\"op\":\"hello\",\"token\":\"again\"}")]
    [InlineData("[{\"op\":\"get_me\",\"ref\":1},{\"op\":\"get_me\"}]")]
    public async Task A_frame_that_is_not_the_protocol_closes_the_socket(string frame)
    {
        var world = await World.CreateAsync(server);
        await using var socket = await ReadyAsync(world.Alice);
        await socket.SendAsync(frame);
        Assert.Null(await socket.ReceiveAsync("ok", "error"));
        Assert.Equal(CloseCode.ProtocolError, await socket.ClosedAsync());
        await StillServes(world);
    }

    [Theory]
    [InlineData("\"op\":\"never_heard_of\"", "unknown_op")]
    [InlineData("\"op\":\"register\",\"username\":\"x\"", "unknown_op")]
    [InlineData("\"op\":\"authenticate\",\"token\":\"x\"", "unknown_op")]
    [InlineData("\"op\":\"get_me\",\"never_heard_of\":1", "unknown_field")]
    [InlineData("\"op\":\"get_user\"", "missing_field")]
    [InlineData("\"op\":\"get_user\",\"user_id\":17", "invalid_field")]
    [InlineData("\"op\":\"get_user\",\"user_id\":\"nonsense\"", "invalid_field")]
    [InlineData("\"op\":\"get_user\",\"user_id\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]", "malformed,invalid_field,protocol_error")]
    [InlineData("\"op\":\"list_conversations\",\"limit\":201", "invalid_field")]
    [InlineData("\"op\":\"list_conversations\",\"cursor\":\"nonsense\"", "bad_cursor")]
    [InlineData("\"op\":\"sync\",\"since\":\"nonsense\"", "bad_cursor")]
    [InlineData("\"op\":\"send\",\"content\":{\"type\":\"text\",\"text\":\"to nobody\"}", "missing_field,invalid_field")]
    [InlineData("\"op\":\"send\",\"conversation_id\":\"WHERE\",\"content\":{\"type\":\"text\",\"text\":\"\\ud800\"}", "malformed,invalid_field")]
    [InlineData("\"op\":\"watch\",\"conversation_ids\":[\"nonsense\"]", "invalid_field")]
    public async Task A_command_that_is_wrong_is_answered_by_name_and_the_socket_goes_on(string fields, string codes)
    {
        var world = await World.CreateAsync(server);
        await using var socket = await ReadyAsync(world.Alice);
        await socket.SendAsync($"{{{fields.Replace("WHERE", world.Conversation.ToString())},\"ref\":5}}");
        if (await socket.ReceiveAsync("ok", "error") is { } error)
        {
            Assert.Equal(5, error.GetProperty("ref").GetInt64());
            Assert.Contains(error.GetProperty("code").GetString()!, codes.Split(','));
            await socket.SendAsync("""{"op":"get_me","ref":6}""");
            Assert.Equal("ok", (await socket.ReceiveAsync("ok", "error"))!.Value.GetProperty("op").GetString());
        }
        else
        {
            Assert.Equal(CloseCode.ProtocolError, await socket.ClosedAsync());
            Assert.Contains("protocol_error", codes.Split(','));
        }

        await StillServes(world);
    }

    [Fact]
    public async Task A_text_of_65537_bytes_is_refused_with_the_limit_and_the_socket_goes_on()
    {
        var world = await World.CreateAsync(server);
        await using var socket = await ReadyAsync(world.Alice);
        await socket.SendAsync(Sending(world, new string('x', 65_537)));
        var error = (await socket.ReceiveAsync("ok", "error"))!.Value;
        Assert.Equal("too_large", error.GetProperty("code").GetString());
        Assert.Contains("65536", error.GetProperty("detail").GetString());
        await socket.SendAsync(Sending(world, new string('x', 65_536)));
        Assert.Equal("ok", (await socket.ReceiveAsync("ok", "error"))!.Value.GetProperty("op").GetString());
        await StillServes(world, 2);
    }

    [Theory]
    [InlineData(true, 1024 * 1024)]
    [InlineData(true, 256 * 1024 + 1)]
    [InlineData(false, 4 * 1024 + 1)]
    [InlineData(false, 1024 * 1024)]
    public async Task A_frame_beyond_the_limit_closes_the_socket(bool ready, int bytes)
    {
        var world = await World.CreateAsync(server);
        await using var socket = ready ? await ReadyAsync(world.Alice) : await BareSocket.ConnectAsync(server.Address);
        await socket.TrySendAsync(new string(' ', bytes - 2) + "{}");
        Assert.Null(await socket.ReceiveAsync("ok", "error"));
        Assert.Equal(CloseCode.FrameTooLarge, await socket.ClosedAsync());
        await StillServes(world);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_close_the_socket()
    {
        var world = await World.CreateAsync(server);
        await using var binary = await ReadyAsync(world.Alice);
        await binary.SendAsync("""{"op":"get_me","ref":1}"""u8.ToArray(), WebSocketMessageType.Binary);
        Assert.Null(await binary.ReceiveAsync("ok", "error"));
        Assert.Equal(CloseCode.ProtocolError, await binary.ClosedAsync());

        await using var torn = await ReadyAsync(world.Alice);
        await torn.SendAsync([.. "{\"op\":\"get_me\",\"ref\":1,\"x\":\""u8, 0xFF, .. "\"}"u8], WebSocketMessageType.Text);
        Assert.NotEqual("ok", (await torn.ReceiveAsync("ok", "error"))?.GetProperty("op").GetString());
        await StillServes(world);
    }

    [Fact]
    public async Task A_batch_of_64_is_carried_out_and_one_of_65_closes_the_socket()
    {
        var world = await World.CreateAsync(server);
        await using var socket = await ReadyAsync(world.Alice);
        await socket.SendAsync(Batch(64));
        for (var i = 0; i < 64; i++)
        {
            Assert.Equal("ok", (await socket.ReceiveAsync("ok", "error"))!.Value.GetProperty("op").GetString());
        }

        await socket.SendAsync(Batch(65));
        Assert.Null(await socket.ReceiveAsync("ok", "error"));
        Assert.Equal(CloseCode.ProtocolError, await socket.ClosedAsync());
        await StillServes(world);
    }

    [Theory]
    [InlineData("{\"op\":\"hello\"}", CloseCode.ProtocolError)]
    [InlineData("{\"op\":\"hello\",\"token\":17}", CloseCode.ProtocolError)]
    [InlineData("{\"op\":\"hello\",\"token\":\"\"}", CloseCode.BadToken)]
    [InlineData("{\"op\":\"hello\",\"token\":\"TOKEN\",\"extra\":1}", CloseCode.ProtocolError)]
    [InlineData("{\"op\":\"hello\",\"token\":\"TOKEN\",\"cursor\":\"nonsense\"}", CloseCode.Resync)]
    [InlineData("{\"op\":\"get_me\",\"ref\":1}", CloseCode.ProtocolError)]
    [InlineData("[{\"op\":\"hello\",\"token\":\"TOKEN\"},{\"op\":\"get_me\",\"ref\":1}]", CloseCode.ProtocolError)]
    public async Task A_hello_that_is_none_closes_the_socket(string frame, CloseCode code)
    {
        var world = await World.CreateAsync(server);
        await using var socket = await BareSocket.ConnectAsync(server.Address);
        await socket.SendAsync(frame.Replace("TOKEN", world.Alice.Token));
        Assert.Null(await socket.ReceiveAsync("ok", "error"));
        Assert.Equal(code, await socket.ClosedAsync());
        await StillServes(world);
    }

    [Fact]
    public async Task Who_never_reads_is_cut_off_while_others_talk_on_and_finds_everything_afterwards()
    {
        var world = await World.CreateAsync(server);
        await using var deaf = await ReadyAsync(world.Bob, narrow: true);
        await using var hearing = await ReadyAsync(world.Bob);
        var text = new string('x', 60_000);
        for (var i = 0; i < 150; i++)
        {
            await world.Alice.AskAsync(Commands.Send, new(new TextContent(text), Ids.New(), world.Conversation));
            Assert.NotNull(await hearing.ReceiveAsync("message"));
        }

        // Who does not take the close frame in time either finds the line broken.
        Assert.Contains(await deaf.ClosedAsync(), new CloseCode?[] { CloseCode.SlowConsumer, null });
        var page = await world.Bob.AskAsync(Commands.ListMessages, new(world.Conversation, AfterSeq: 0, Limit: 200));
        Assert.Equal(Enumerable.Range(1, 151), page.Messages.Select(message => (int)message.Seq));
        await StillServes(world, 151);
    }

    static string Sending(World world, string text) =>
        $$$"""{"op":"send","ref":1,"conversation_id":"{{{world.Conversation}}}","content":{"type":"text","text":"{{{text}}}"}}""";

    static string Batch(int count) => $"[{string.Join(',', Enumerable.Range(1, count).Select(i => $"{{\"op\":\"get_me\",\"ref\":{i}}}"))}]";

    async Task<BareSocket> ReadyAsync(Someone who, bool narrow = false)
    {
        var socket = await BareSocket.ConnectAsync(server.Address, narrow);
        await socket.SendAsync($$"""{"op":"hello","token":"{{who.Token}}"}""");
        Assert.NotNull(await socket.ReceiveAsync("ready"));
        return socket;
    }

    /// <summary>On another socket Alice can write on, and nothing of what was refused has been stored.</summary>
    async Task StillServes(World world, long messages = 1)
    {
        await using var socket = await ReadyAsync(world.Alice);
        await socket.SendAsync(Sending(world, "and now?"));
        var answer = (await socket.ReceiveAsync("ok", "error"))!.Value;
        Assert.Equal(messages + 1, answer.GetProperty("seq").GetInt64());
    }
}
