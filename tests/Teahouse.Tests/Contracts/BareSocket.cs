using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Teahouse.Protocol;
using Xunit;

namespace Teahouse.Tests.Contracts;

/// <summary>A socket whose frames are written by hand, and which bears being closed at any time.</summary>
sealed class BareSocket : IAsyncDisposable
{
    readonly ClientWebSocket _socket = new();
    readonly Queue<JsonElement> _arrived = new();
    bool _ended;

    static CancellationToken Patience => TestContext.Current.CancellationToken;

    /// <param name="server">Where the server is.</param>
    /// <param name="narrow">With a small window, so that little that is not read stays on the way.</param>
    public static async Task<BareSocket> ConnectAsync(Uri server, bool narrow = false)
    {
        var socket = new BareSocket();
        socket._socket.Options.AddSubProtocol("teahouse.v1");
        socket._socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        var address = new UriBuilder(server) { Scheme = "ws", Path = "/api/v1/socket" }.Uri;
        using var handler = new SocketsHttpHandler();
        if (narrow)
        {
            handler.ConnectCallback = ConnectNarrowlyAsync;
        }

        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        try
        {
            await socket._socket.ConnectAsync(address, invoker, Patience);
        }
        catch (WebSocketException)
        {
            // A refused upgrade is a socket that ended before it began.
            socket._ended = true;
        }

        return socket;
    }

    public Task SendAsync(string frame) => SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text);

    public Task SendAsync(byte[] frame, WebSocketMessageType type) => _socket.SendAsync(frame, type, true, Patience);

    /// <summary>Sends, unless the socket has ended or ends meanwhile.</summary>
    public async Task TrySendAsync(string frame)
    {
        try
        {
            await SendAsync(frame);
        }
        catch (Exception e) when (e is WebSocketException or IOException or InvalidOperationException)
        {
            // How it ended is what the test reads next.
        }
    }

    /// <summary>The next object of one of these ops; null when the socket ends before.</summary>
    public async Task<JsonElement?> ReceiveAsync(params string[] ops)
    {
        while (true)
        {
            while (_arrived.TryDequeue(out var item))
            {
                if (ops.Contains(item.GetProperty("op").GetString()))
                {
                    return item;
                }
            }

            if (await ReceiveFrameAsync() is not { } frame)
            {
                return null;
            }

            foreach (var item in frame.ValueKind == JsonValueKind.Array ? [.. frame.EnumerateArray()] : new[] { frame })
            {
                _arrived.Enqueue(item);
            }
        }
    }

    /// <summary>Reads on to the end and says how the server closed; null when it broke the line.</summary>
    public async Task<CloseCode?> ClosedAsync()
    {
        while (await ReceiveFrameAsync() is not null)
        {
        }

        return (CloseCode?)_socket.CloseStatus;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return default;
    }

    static async ValueTask<Stream> ConnectNarrowlyAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    async Task<JsonElement?> ReceiveFrameAsync()
    {
        using var frame = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (!_ended)
        {
            try
            {
                var part = await _socket.ReceiveAsync(buffer, Patience);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    _ended = true;
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Patience);
                }
                else
                {
                    frame.Write(buffer, 0, part.Count);
                    if (part.EndOfMessage)
                    {
                        return JsonDocument.Parse(frame.ToArray()).RootElement;
                    }
                }
            }
            catch (WebSocketException)
            {
                _ended = true;
            }
        }

        return null;
    }
}
