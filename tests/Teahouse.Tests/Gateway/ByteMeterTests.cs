using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Gateway;

/// <summary>What the protocol costs on the wire: bytes of TCP payload, HTTP and frame headers counted.</summary>
public sealed class ByteMeterTests(ITestOutputHelper output)
{
    static readonly int HeartbeatsPerHour = 3600 / 12;

    static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_costs_little_more_than_its_text_and_ids()
    {
        await using var server = await TestServer.StartAsync(("gateway.heartbeat_s", "60"));
        var (alice, bob) = (await server.PersonAsync("Alice"), await server.PersonAsync("Bob"));
        await alice.SaysAsync(bob, "hello");
        await using var alices = await MeteredSocket.ConnectAsync(server, alice.Token);
        await using var bobs = await MeteredSocket.ConnectAsync(server, bob.Token);
        var text = new string('x', 40);
        var (sent, got) = (alices.Bytes, bobs.Bytes);
        for (var i = 0; i < 50; i++)
        {
            await alices.SendAsync($$$"""
                {"op":"send","ref":{{{i}}},"id":"{{{Ids.New()}}}","conversation_id":"{{{alice.With(bob)}}}","content":{"type":"text","text":"{{{text}}}"}}
                """.Trim());
            await alices.ReceiveAsync("message", "ok");
            await bobs.ReceiveAsync("message");
        }

        Report("a message of 40 letters, to the one who sends it", (alices.Bytes - sent) / 50, atMost: 1000);
        Report("a message of 40 letters, to the one who gets it", (bobs.Bytes - got) / 50, atMost: 520);
    }

    [Fact]
    public async Task An_idle_hour_and_a_resume_without_news_cost_next_to_nothing()
    {
        await using var server = await TestServer.StartAsync(("gateway.heartbeat_s", "1"));
        var (alice, bob) = (await server.PersonAsync("Alice"), await server.PersonAsync("Bob"));
        await alice.SaysAsync(bob, "hello");
        var cursor = (await alice.Api.CallAsync(Commands.Sync, new(), Patience)).Cursor;

        // Transactions of other tests hold the horizon back; until they have ended, a sync repeats what is known.
        await Eventually.True("Alice's cursor is past all news", async () =>
        {
            var synced = await alice.Api.CallAsync(Commands.Sync, new(cursor), Patience);
            cursor = synced.Cursor;
            return synced.Updates.Count == 0;
        });
        await using var alices = await MeteredSocket.ConnectAsync(server, alice.Token, cursor);
        await alices.ReceiveAsync("changed");
        Report("a resume without news", alices.Bytes, atMost: 1600);

        await alices.SendAsync($$"""{"op":"watch","ref":1,"conversation_ids":["{{alice.With(bob)}}"]}""");
        await alices.ReceiveAsync("ok");
        await alices.ReceiveAsync("heartbeat");
        var before = alices.Bytes;
        await alices.SendAsync("""{"op":"heartbeat"}""");
        await alices.ReceiveAsync("heartbeat");
        Report("an idle hour with one conversation open", (alices.Bytes - before) * HeartbeatsPerHour, atMost: 75_000);
    }

    [Fact]
    public async Task A_resume_after_a_hundred_conversations_changed_is_a_few_kilobytes_compressed()
    {
        await using var server = await TestServer.StartAsync(("gateway.heartbeat_s", "60"));
        var (alice, bob) = (await server.PersonAsync("Alice"), await server.PersonAsync("Bob"));
        await alice.SaysAsync(bob, "hello");
        for (var i = 0; i < 100; i++)
        {
            await bob.Api.CallAsync(Commands.CreateConversation, new("group", [alice.Id], $"Group {i}"), Patience);
        }

        var cursor = (await alice.Api.CallAsync(Commands.Sync, new(Limit: Limits.PageSize), Patience)).Cursor;
        var list = await bob.Api.CallAsync(Commands.ListConversations, new(Limits.PageSize), Patience);
        foreach (var group in list.Conversations.Where(conversation => conversation.Kind == "group"))
        {
            await bob.Api.CallAsync(
                Commands.Send, new(new TextContent($"What is new in {group.Info!.Name}?"), Ids.New(), group.Id), Patience);
        }

        foreach (var (deflate, how, atMost) in new[] { (false, "as it is", 120_000), (true, "compressed", 30_000) })
        {
            await using var alices = await MeteredSocket.ConnectAsync(server, alice.Token, cursor, deflate);
            await alices.ReceiveAsync("changed");
            Report($"a resume after 100 conversations changed, {how}", alices.Bytes, atMost);
        }

        var meter = new Meter();
        using var http = new HttpClient(meter.Handler()) { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/sync?since={Uri.EscapeDataString(cursor)}&limit=200");
        request.Headers.Authorization = new("Bearer", alice.Token);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "br");
        using var answer = await http.SendAsync(request, Patience);
        await answer.Content.ReadAsByteArrayAsync(Patience);
        Report("a sync after 100 conversations changed, compressed", meter.Bytes, atMost: 25_000);
    }

    void Report(string what, long bytes, long atMost)
    {
        output.WriteLine($"{what}: {bytes:N0} bytes");
        Assert.InRange(bytes, 1, atMost);
    }

    /// <summary>Counts what goes over the connections that it opens, both ways.</summary>
    sealed class Meter
    {
        long _bytes;

        public long Bytes => Volatile.Read(ref _bytes);

        public SocketsHttpHandler Handler() => new()
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new Counted(socket, this);
            },
        };

        void Count(int bytes) => Interlocked.Add(ref _bytes, bytes);

        sealed class Counted(Socket socket, Meter meter) : NetworkStream(socket, ownsSocket: true)
        {
            public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                var read = await base.ReadAsync(buffer, cancellationToken);
                meter.Count(read);
                return read;
            }

            public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
            {
                meter.Count(buffer.Length);
                return base.WriteAsync(buffer, cancellationToken);
            }
        }
    }

    /// <summary>A socket whose bytes are counted, from its upgrade on.</summary>
    sealed class MeteredSocket : IAsyncDisposable
    {
        readonly ClientWebSocket _socket = new();
        readonly Meter _meter = new();
        readonly Queue<JsonElement> _arrived = new();

        public long Bytes => _meter.Bytes;

        public static async Task<MeteredSocket> ConnectAsync(TestServer server, string token, string? cursor = null, bool deflate = false)
        {
            var metered = new MeteredSocket();
            metered._socket.Options.AddSubProtocol("teahouse.v1");
            metered._socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
            metered._socket.Options.DangerousDeflateOptions = deflate ? new() : null;
            var address = new UriBuilder(server.Address) { Scheme = "ws", Path = "/api/v1/socket" };
            await metered._socket.ConnectAsync(address.Uri, new HttpMessageInvoker(metered._meter.Handler()), Patience);
            await metered.SendAsync(cursor is null
                ? $$"""{"op":"hello","token":"{{token}}"}""" : $$"""{"op":"hello","token":"{{token}}","cursor":"{{cursor}}"}""");
            await metered.ReceiveAsync("ready");
            return metered;
        }

        public Task SendAsync(string frame) => _socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, Patience);

        /// <summary>Reads until each of these ops has come.</summary>
        public async Task ReceiveAsync(params string[] ops)
        {
            for (var awaited = ops.ToList(); awaited.Count > 0;)
            {
                awaited.Remove((await ReceiveAsync()).GetProperty("op").GetString()!);
            }
        }

        public async Task<JsonElement> ReceiveAsync()
        {
            while (_arrived.Count == 0)
            {
                using var frame = new MemoryStream();
                var buffer = new byte[16 * 1024];
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(), Patience);
                    Assert.NotEqual(WebSocketMessageType.Close, part.MessageType);
                    frame.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);

                var root = JsonDocument.Parse(frame.ToArray()).RootElement;
                foreach (var item in root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : new[] { root })
                {
                    _arrived.Enqueue(item);
                }
            }

            return _arrived.Dequeue();
        }

        public ValueTask DisposeAsync()
        {
            _socket.Dispose();
            return default;
        }
    }
}
