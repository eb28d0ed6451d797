using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Teahouse.Protocol;
using Xunit;

namespace Teahouse.Tests.Gateway;

/// <summary>A client that writes its frames by hand.</summary>
sealed class RawSocket : IAsyncDisposable
{
    readonly ClientWebSocket _socket = new();
    readonly Queue<JsonElement> _arrived = new();

    /// <summary>The ready that this socket got.</summary>
    public JsonElement ReadyFrame { get; set; }

    /// <summary>Frames that have come, batches counted once.</summary>
    public int Frames { get; private set; }

    // A server that stays silent fails the test instead of holding it up for ever.
    readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));

    CancellationToken Patience => _patience.Token;

    public static async Task<RawSocket> ConnectAsync(Edge edge, string? origin = null, string? forwardedFor = null, bool deflate = false)
    {
        var socket = new RawSocket();
        socket._socket.Options.AddSubProtocol("teahouse.v1");
        socket._socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        socket._socket.Options.CollectHttpResponseDetails = true;
        socket._socket.Options.DangerousDeflateOptions = deflate ? new() : null;
        if (origin is not null)
        {
            socket._socket.Options.SetRequestHeader("Origin", origin);
        }

        if (forwardedFor is not null)
        {
            socket._socket.Options.SetRequestHeader("X-Forwarded-For", forwardedFor);
        }

        var address = new UriBuilder(edge.Address) { Scheme = "ws", Path = "/api/v1/socket" };
        await socket._socket.ConnectAsync(address.Uri, socket.Patience);
        return socket;
    }

    public Task SendAsync(string frame) => SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text);

    public Task SendAsync(byte[] frame, WebSocketMessageType type) => _socket.SendAsync(frame, type, true, Patience);

    /// <summary>The next object that the server sends.</summary>
    public async Task<JsonElement> ReceiveAsync()
    {
        while (_arrived.Count == 0)
        {
            var frame = await ReceiveFrameAsync() ?? throw new InvalidOperationException($"Closed with {(int?)_socket.CloseStatus}.");
            foreach (var item in frame.ValueKind == JsonValueKind.Array ? [.. frame.EnumerateArray()] : new[] { frame })
            {
                _arrived.Enqueue(item);
            }
        }

        return _arrived.Dequeue();
    }

    /// <summary>The next object, which must be of this op.</summary>
    public async Task<JsonElement> ReceiveAsync(string op)
    {
        var item = await ReceiveAsync();
        Assert.True(item.GetProperty("op").GetString() == op, $"Expected {op}, got {item}.");
        return item;
    }

    /// <summary>Reads on to the end and says how the server closed.</summary>
    public async Task<CloseCode> ClosedAsync()
    {
        while (await ReceiveFrameAsync() is not null)
        {
        }

        var code = (CloseCode)_socket.CloseStatus!.Value;
        Assert.Equal(JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString()), _socket.CloseStatusDescription);
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Patience);
        return code;
    }

    /// <summary>Reads on to the end, which the framework below the server made: true when it said why, or had no time to.</summary>
    public async Task<bool> BrokenAsync()
    {
        try
        {
            while (await ReceiveFrameAsync() is not null)
            {
            }

            return _socket.CloseStatus == WebSocketCloseStatus.InvalidPayloadData;
        }
        catch (WebSocketException e)
        {
            return e.WebSocketErrorCode == WebSocketError.ConnectionClosedPrematurely;
        }
    }

    /// <summary>Leaves in order.</summary>
    public async Task CloseAsync() => await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Patience);

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _patience.Dispose();
        return default;
    }

    async Task<JsonElement?> ReceiveFrameAsync()
    {
        using var frame = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, Patience);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            frame.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                Frames++;
                return JsonDocument.Parse(frame.ToArray()).RootElement;
            }
        }
    }
}
