using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Load;

/// <summary>Takes one object of a frame: its text from <c>"op":"</c> on, up to the next object.</summary>
delegate void ObjectHandler(Line line, ReadOnlySpan<byte> op);

/// <summary>One socket of the driver: bytes in, bytes out, nothing allocated on the way.</summary>
sealed class Line : IDisposable
{
    readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    byte[] _kept = [];
    int _keptLength;
    byte[] _out = new byte[4096];
    int _outLength;
    int _objects;
    byte[] _objectsBuffer = new byte[4096];
    int _objectsLength;

    /// <summary>Which room this line is in.</summary>
    public int Room { get; init; }

    /// <summary>Which sender this line is; null for one who receives.</summary>
    public int? Sender { get; init; }

    /// <summary>Messages that it has taken.</summary>
    public long Taken { get; set; }

    public int Handle => (int)_socket.Handle;

    /// <summary>All bytes of the WebSocket, both ways, heads included.</summary>
    public long Bytes { get; private set; }

    /// <summary>Connects, upgrades and says hello, waiting for each.</summary>
    public void Open(Uri server, string token)
    {
        _socket.Connect(server.Host, server.Port);
        _socket.Send(Encoding.ASCII.GetBytes($"""
            GET /api/v1/socket HTTP/1.1
            Host: {server.Authority}
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Protocol: teahouse.v1


            """.ReplaceLineEndings("\r\n")));
        ReadUntil(bytes => bytes.IndexOf("\r\n\r\n"u8) is >= 0 and var end ? end + 4 : 0, "101 Switching Protocols");
        var hello = JsonSerializer.SerializeToUtf8Bytes(new Hello(token), Wire.Default.Hello);
        Add([.. "{\"op\":\"hello\","u8, .. hello.AsSpan(1)]);
        Flush();
        ReadUntil(bytes => WebSocketFrames.TryReadHead(bytes, out var head) && bytes.Length >= head.Total ? (int)head.Total : 0, "\"op\":\"ready\"");
    }

    /// <summary>Has a conversation open, and waits until the server knows.</summary>
    public void Watch(Guid conversation)
    {
        Add(Encoding.ASCII.GetBytes($$"""{"op":"watch","ref":1,"conversation_ids":["{{conversation}}"]}"""));
        Flush();
        ReadUntil(bytes => bytes.IndexOf("\"op\":\"ok\""u8) >= 0 && WebSocketFrames.TryReadHead(bytes, out var head)
            && bytes.Length >= head.Total ? (int)head.Total : 0, "\"op\":\"ok\"");
    }

    /// <summary>Adds an object to the next frame.</summary>
    public void Add(ReadOnlySpan<byte> json)
    {
        Grow(ref _objectsBuffer, _objectsLength + json.Length + 2);
        _objectsBuffer[_objectsLength] = (byte)(_objects == 0 ? '[' : ',');
        json.CopyTo(_objectsBuffer.AsSpan(_objectsLength + 1));
        _objectsLength += json.Length + 1;
        if (++_objects == Limits.BatchFrames)
        {
            EndFrame();
        }
    }

    /// <summary>Sends what waits. False when the kernel did not take it all.</summary>
    public bool Flush()
    {
        EndFrame();
        if (_outLength > 0)
        {
            var sent = Math.Max(0, Poller.Send(Handle, _out.AsSpan(0, _outLength)));
            Bytes += sent;
            _out.AsSpan(sent, _outLength - sent).CopyTo(_out);
            _outLength -= sent;
        }

        return _outLength == 0;
    }

    /// <summary>Reads once and hands over every whole object.</summary>
    /// <param name="shared">Room to read into, shared by all lines.</param>
    /// <param name="handler">Called for each object.</param>
    public void Read(byte[] shared, ObjectHandler handler)
    {
        _kept.AsSpan(0, _keptLength).CopyTo(shared);
        var count = Poller.Receive(Handle, shared.AsSpan(_keptLength));
        if (count <= 0)
        {
            if (count == 0)
            {
                throw new IOException("The server has ended a socket of the driver.");
            }

            return;
        }

        Bytes += count;
        var bytes = shared.AsSpan(0, _keptLength + count);
        while (WebSocketFrames.TryReadHead(bytes, out var head) && bytes.Length >= head.Total)
        {
            Take(head, bytes.Slice(head.Size, (int)head.Payload), handler);
            bytes = bytes[(int)head.Total..];
        }

        Grow(ref _kept, bytes.Length);
        bytes.CopyTo(_kept);
        _keptLength = bytes.Length;
    }

    public void Dispose() => _socket.Dispose();

    void Take(FrameHead head, ReadOnlySpan<byte> payload, ObjectHandler handler)
    {
        if (head.Opcode == WebSocketFrames.Close)
        {
            throw new IOException($"The server closed a socket of the driver: {(payload.Length >= 2 ? payload[0] << 8 | payload[1] : 0)}.");
        }

        // Inside a JSON string every quote is escaped, so that this mark stands before an op and nowhere else.
        var mark = "\"op\":\""u8;
        var at = payload.IndexOf(mark);
        while (at >= 0)
        {
            payload = payload[(at + mark.Length)..];
            at = payload.IndexOf(mark);
            handler(this, at < 0 ? payload : payload[..at]);
        }
    }

    void EndFrame()
    {
        if (_objects == 0)
        {
            return;
        }

        _objectsBuffer[_objectsLength] = (byte)']';
        var frame = _objects == 1 ? _objectsBuffer.AsSpan(1, _objectsLength - 1) : _objectsBuffer.AsSpan(0, _objectsLength + 1);
        Grow(ref _out, _outLength + frame.Length + WebSocketFrames.Overhead);
        _outLength += WebSocketFrames.WriteClient(_out.AsSpan(_outLength), WebSocketFrames.Text, frame);
        (_objects, _objectsLength) = (0, 0);
    }

    delegate int Complete(ReadOnlySpan<byte> bytes);

    void ReadUntil(Complete complete, string expected)
    {
        var bytes = new byte[64 * 1024];
        _kept.AsSpan(0, _keptLength).CopyTo(bytes);
        int whole;
        while ((whole = complete(bytes.AsSpan(0, _keptLength))) == 0)
        {
            var count = _socket.Receive(bytes, _keptLength, bytes.Length - _keptLength, SocketFlags.None);
            _keptLength += count > 0 ? count : throw new IOException($"The server ended the connection before {expected}.");
        }

        var text = Encoding.UTF8.GetString(bytes, 0, whole);
        if (!text.Contains(expected, StringComparison.Ordinal))
        {
            throw new IOException($"Not {expected}, but: {text[..Math.Min(300, text.Length)]}");
        }

        _keptLength -= whole;
        _kept = bytes[whole..];
    }

    static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            Array.Resize(ref buffer, Math.Max(length, buffer.Length * 2));
        }
    }
}
