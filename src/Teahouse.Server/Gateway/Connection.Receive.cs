using System.Buffers;
using System.Net.WebSockets;
using Teahouse.Protocol;

namespace Teahouse.Server.Gateway;

/// <content>Reads frames. A socket at rest holds no buffer: it waits for the first byte with an empty one.</content>
sealed partial class Connection
{
    /// <summary>Room for an ordinary hello; who sends half of one must not hold more.</summary>
    static int SmallBytes => 256;

    [ThreadStatic]
    static List<Incoming>? t_incoming;

    async Task ReceiveAsync()
    {
        byte[]? buffer = null;
        try
        {
            while (true)
            {
                var arriving = _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                if (!arriving.IsCompleted && buffer is not null)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = null;
                }

                var part = await arriving;
                var count = 0;
                buffer ??= ArrayPool<byte>.Shared.Rent(_entered ? Limits.HelloBytes : SmallBytes);
                while (!part.EndOfMessage && part.MessageType != WebSocketMessageType.Close)
                {
                    buffer = MakeRoom(buffer, ref count);
                    part = await _socket.ReceiveAsync(buffer.AsMemory(count), CancellationToken.None);
                    count += part.Count;
                }

                if (part.MessageType == WebSocketMessageType.Close)
                {
                    Outgoing.Close((CloseCode)WebSocketCloseStatus.NormalClosure);
                    await Outgoing.DrainAsync();
                    return;
                }

                await HandleAsync(buffer.AsMemory(0, count), part.MessageType);
            }
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>A buffer with room for more of the frame; what belongs to no frame that will be handled is overwritten.</summary>
    byte[] MakeRoom(byte[] buffer, ref int count)
    {
        var limit = _entered ? Limits.FrameBytes : Limits.HelloBytes;
        if (count > limit)
        {
            Close(CloseCode.FrameTooLarge);
        }

        if (Outgoing.Closing != 0)
        {
            count = 0;
        }

        if (count < buffer.Length)
        {
            return buffer;
        }

        var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    ValueTask HandleAsync(ReadOnlyMemory<byte> frame, WebSocketMessageType type)
    {
        if (Outgoing.Closing != 0)
        {
            return default;
        }

        HeardAt = _server.Time.GetTimestamp();
        _server.Metrics.Received(frame.Length);
        if (frame.Length > (_entered ? Limits.FrameBytes : Limits.HelloBytes))
        {
            Close(CloseCode.FrameTooLarge);
            return default;
        }

        var incoming = t_incoming ?? new(Limits.BatchFrames);
        t_incoming = null;
        try
        {
            if (type != WebSocketMessageType.Text || !Frame.TryRead(frame.Span, incoming) || (!_entered && incoming.Count != 1))
            {
                Close(CloseCode.ProtocolError);
                return default;
            }

            return _entered ? StartAll(incoming) : new(GreetAsync(incoming[0]));
        }
        finally
        {
            incoming.Clear();
            t_incoming = incoming;
        }
    }

    /// <summary>Starts commands in their order; where there is no room for one, the rest waits and with it the reading.</summary>
    ValueTask StartAll(List<Incoming> incoming)
    {
        var started = 0;
        Outgoing.Cork();
        try
        {
            while (started < incoming.Count && IsRoomy && _room.TryEnter())
            {
                Start(incoming[started++]);
            }
        }
        finally
        {
            // Before any waiting: nothing drains while it is corked.
            Outgoing.Uncork();
        }

        return started == incoming.Count ? default : new(StartLaterAsync([.. incoming[started..]]));
    }

    async Task StartLaterAsync(Incoming[] rest)
    {
        foreach (var incoming in rest)
        {
            while (!IsRoomy)
            {
                await Outgoing.DrainAsync();
            }

            await _room.EnterAsync();
            Start(incoming);
        }
    }

    /// <summary>A client that does not take its answers is not asked for more commands.</summary>
    bool IsRoomy => Outgoing.Waiting <= Limits.OutboundBytes || Outgoing.Closing != 0;
}
