using System.Net;
using System.Net.Sockets;
using System.Text;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Contracts;

public sealed class CrowdTests
{
    const int Crowd = 10_000;

    [Fact]
    public async Task Ten_thousand_who_never_finish_their_hello_cost_little_and_are_sent_away_while_Alice_is_served()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var server = await ChildServer.StartAsync(cancellationToken, $"gateway.unready_sockets_per_address={Crowd}");
        using var http = new HttpClient { BaseAddress = server.Address };
        var api = new TeahouseApi(http);
        var alice = await api.CallAsync(Commands.Register, new("alice", "correct horse", "Alice"), cancellationToken);
        api.Token = alice.Token;
        var crowd = new Socket[Crowd];
        try
        {
            var all = new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = cancellationToken };
            await Parallel.ForAsync(0, Crowd, all, async (i, stop) => crowd[i] = await KnockAsync(server.Address, i % 2 * 100, stop));
            Assert.InRange(server.Memory, 0, 200_000_000);
            Assert.Equal(alice.User, await api.CallAsync(Commands.GetMe, Nothing.Value, cancellationToken));
            foreach (var socket in crowd)
            {
                Assert.Equal(CloseCode.HelloTimeout, await ClosedAsync(socket, cancellationToken));
                socket.Dispose();
            }

            await Eventually.True("Alice gets a socket", async () =>
                await Asking.SocketAsync(server.Address, "get_me", [], alice.Token) is { Outcome: "ok" });
        }
        finally
        {
            foreach (var socket in crowd)
            {
                socket?.Dispose();
            }
        }
    }

    /// <summary>Upgrades, sends so many bytes of a hello, and falls silent.</summary>
    static async Task<Socket> KnockAsync(Uri server, int begun, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port, cancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /api/v1/socket HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            "Sec-WebSocket-Key: dGVhaG91c2UgdGVhaG91cw==\r\nSec-WebSocket-Version: 13\r\n" +
            "Sec-WebSocket-Protocol: teahouse.v1\r\n\r\n"), cancellationToken);
        var head = new byte[1024];
        var length = 0;
        while (!head.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            var more = await socket.ReceiveAsync(head.AsMemory(length), cancellationToken);
            Assert.True(more > 0, "The server hung up before it upgraded.");
            length += more;
        }

        Assert.StartsWith("HTTP/1.1 101", Encoding.ASCII.GetString(head, 0, length));
        var hello = new byte[WebSocketFrames.Overhead + Limits.HelloBytes];
        WebSocketFrames.WriteClient(hello, WebSocketFrames.Text, new byte[Limits.HelloBytes]);
        await socket.SendAsync(hello.AsMemory(0, begun), cancellationToken);
        return socket;
    }

    static async Task<CloseCode> ClosedAsync(Socket socket, CancellationToken cancellationToken)
    {
        var frame = new byte[256];
        var length = 0;
        while (length < 4)
        {
            var more = await socket.ReceiveAsync(frame.AsMemory(length), cancellationToken);
            Assert.True(more > 0, "The server hung up without saying why.");
            length += more;
        }

        Assert.Equal(0x80 | WebSocketFrames.Close, frame[0]);
        return (CloseCode)((frame[2] << 8) | frame[3]);
    }
}
