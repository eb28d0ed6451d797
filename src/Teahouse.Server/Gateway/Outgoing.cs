using System.Buffers;
using System.Buffers.Text;
using System.Net.WebSockets;
using System.Text.Json;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;

namespace Teahouse.Server.Gateway;

/// <summary>
/// The sending side of one socket. Producers append under a short lock and never wait; all that waits goes out as one frame, sent by
/// whoever finds the socket idle. What no socket drains is bounded: pushes by <see cref="Limits.OutboundFrames"/> and
/// <see cref="Limits.OutboundBytes"/>, answers by sixteen times as much; beyond that the socket is closed as a slow consumer.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="metrics">Counts bytes and slow consumers.</param>
/// <param name="closing">Called when the socket begins to close, for whatever reason.</param>
sealed class Outgoing(WebSocket socket, GatewayMetrics metrics, Action closing) : IThreadPoolWorkItem
{
    readonly Lock _gate = new();
    byte[]? _waiting;
    int _length;
    int _objects;
    int _pushes;
    int _pushBytes;
    long _pushed;
    byte[]? _ownCursor;
    Sending _sending;
    bool _corked;
    CloseCode _close;
    bool _closeSent;
    TaskCompletionSource? _drained;

    enum Sending
    {
        No,

        /// <summary>A pool thread will begin soon.</summary>
        Soon,
        Now,
    }

    /// <summary>Why the socket is being closed; zero while it is not.</summary>
    public CloseCode Closing => _close;

    /// <summary>Bytes that wait; more than <see cref="Limits.OutboundBytes"/> means: take no more commands for now.</summary>
    public int Waiting => Volatile.Read(ref _length);

    /// <summary>
    /// Says ready. What <paramref name="join"/> does happens at the same moment as far as pushes are concerned: those it lets in follow it.
    /// </summary>
    /// <param name="join">Enters the socket where pushes find it; false when it may not enter. Answers the frame otherwise.</param>
    /// <param name="ownCursor">The cursor of pushes while older updates are still being replayed; see <see cref="Horizon.Tail"/>.</param>
    public bool Ready(Func<byte[]?> join, byte[]? ownCursor)
    {
        bool wake;
        lock (_gate)
        {
            if (_close != 0 || join() is not { } frame)
            {
                return false;
            }

            _ownCursor = ownCursor;
            Begin(frame.Length);
            Write(frame);
            wake = Rouse();
        }

        Wake(wake);
        return true;
    }

    /// <summary>The cursor of pushes from now on; null for that of the hub.</summary>
    public void Carry(byte[]? ownCursor)
    {
        lock (_gate)
        {
            _ownCursor = ownCursor;
        }
    }

    /// <summary>Pushes an update.</summary>
    /// <param name="update">The update without its last brace.</param>
    /// <param name="cursor">The rest of it: see <see cref="Horizon.Tail"/>.</param>
    public void Push(ReadOnlySpan<byte> update, ReadOnlySpan<byte> cursor)
    {
        ArraySegment<byte> full = default;
        bool wake;
        lock (_gate)
        {
            if (_close != 0)
            {
                return;
            }

            cursor = _ownCursor ?? cursor;
            var length = update.Length + cursor.Length;
            if (_pushes == Limits.OutboundFrames || (_pushes > 0 && _pushBytes + length > Limits.OutboundBytes))
            {
                if (_sending == Sending.Now)
                {
                    Overflow();
                    return;
                }

                // The socket is not slow, the pool is: what waits is sent from here.
                _sending = Sending.Now;
                full = Take();
            }

            Begin(length);
            Write(update);
            Write(cursor);
            _pushes++;
            _pushBytes += length;
            _pushed++;
            wake = Rouse();
        }

        if (full.Array is not null)
        {
            _ = SendAsync(full);
        }

        Wake(wake);
    }

    /// <summary>Answers a command.</summary>
    public void Answer(long number, Reply reply)
    {
        if (reply.Status >= 400)
        {
            var problem = JsonSerializer.Deserialize(reply.Body.Span, Wire.Json.Problem)!;
            Refuse(number, problem with { Type = null, Title = null, RequestId = null });
            return;
        }

        var body = reply.Body.Span;
        if (body.IsEmpty || body.SequenceEqual("{}"u8))
        {
            Append("{\"op\":\"ok\",\"ref\":"u8, number, "}"u8, default);
        }
        else if (body[0] == (byte)'[')
        {
            Append("{\"op\":\"ok\",\"ref\":"u8, number, ",\"items\":"u8, body, (byte)'}');
        }
        else
        {
            Append("{\"op\":\"ok\",\"ref\":"u8, number, ","u8, body[1..]);
        }
    }

    public void Refuse(long number, Problem problem) =>
        Append("{\"op\":\"error\",\"ref\":"u8, number, ","u8, JsonSerializer.SerializeToUtf8Bytes(problem, Wire.Json.Problem).AsSpan(1));

    /// <summary>Says how many updates were pushed, and up to which cursor.</summary>
    /// <param name="cursor">See <see cref="Horizon.Tail"/>.</param>
    /// <param name="tails">A JSON object.</param>
    /// <param name="honest">False only where a fault is injected: the count is then unusable.</param>
    public void Beat(ReadOnlySpan<byte> cursor, ReadOnlySpan<byte> tails, bool honest)
    {
        bool wake;
        lock (_gate)
        {
            if (_close != 0)
            {
                return;
            }

            cursor = _ownCursor ?? cursor;
            Begin(cursor.Length + tails.Length + 64);
            Write("{\"op\":\"heartbeat\""u8);
            Write(cursor[..^1]);
            Write(",\"pushed\":"u8);
            Write(honest ? _pushed : -1);
            Write(",\"tails\":"u8);
            Write(tails);
            Write("}"u8);
            wake = Rouse();
        }

        Wake(wake);
    }

    /// <summary>Answers that come between are held together until <see cref="Uncork"/>.</summary>
    public void Cork()
    {
        lock (_gate)
        {
            _corked = true;
        }
    }

    /// <summary>Sends from this thread what came while corked.</summary>
    public void Uncork()
    {
        lock (_gate)
        {
            _corked = false;
            if (_sending != Sending.No || (_length == 0 && (_close == 0 || _closeSent)))
            {
                return;
            }

            _sending = Sending.Now;
        }

        _ = SendAsync(default);
    }

    /// <summary>Closes the socket. What waits is still sent, unless it is to be dropped.</summary>
    /// <param name="code">Why.</param>
    /// <param name="drop">Whether what waits is thrown away.</param>
    public void Close(CloseCode code, bool drop = false)
    {
        bool wake;
        lock (_gate)
        {
            if (_close != 0)
            {
                return;
            }

            _close = code;
            if (drop)
            {
                Drop();
            }

            wake = Rouse();
        }

        Wake(wake);
        closing();
    }

    /// <summary>Waits until nothing waits any more and a close frame, if one was due, has been sent; or until the line is broken.</summary>
    public async Task DrainAsync()
    {
        Task drained;
        lock (_gate)
        {
            if (_sending == Sending.No)
            {
                return;
            }

            _drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = _drained.Task;
        }

        await drained;
    }

    /// <summary>Lets go of everything; returns when no send uses the socket any more.</summary>
    public async Task StopAsync()
    {
        Task? drained = null;
        lock (_gate)
        {
            _close = _close == 0 ? CloseCode.GoingAway : _close;
            _closeSent = true;
            Drop();
            if (_sending != Sending.No)
            {
                _drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                drained = _drained.Task;
            }
        }

        if (drained is not null)
        {
            await drained;
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
        {
            if (_sending != Sending.Soon)
            {
                return;
            }

            _sending = Sending.Now;
        }

        _ = SendAsync(default);
    }

    void Append(ReadOnlySpan<byte> head, long number, ReadOnlySpan<byte> middle, ReadOnlySpan<byte> body, byte last = 0)
    {
        bool wake;
        lock (_gate)
        {
            if (_close != 0)
            {
                return;
            }

            if (_length > 16 * Limits.OutboundBytes)
            {
                Overflow();
                return;
            }

            Begin(head.Length + 20 + middle.Length + body.Length + 1);
            Write(head);
            Write(number);
            Write(middle);
            Write(body);
            if (last != 0)
            {
                _waiting![_length++] = last;
            }

            wake = Rouse();
        }

        Wake(wake);
    }

    bool Rouse()
    {
        if (_sending != Sending.No || _corked)
        {
            return false;
        }

        _sending = Sending.Soon;
        return true;
    }

    void Wake(bool wake)
    {
        if (wake)
        {
            // Not the local queue: what is produced next on this thread then still joins the same frame.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Sends until nothing waits. Only whoever set <see cref="Sending.Now"/> may call this.</summary>
    async Task SendAsync(ArraySegment<byte> batch)
    {
        try
        {
            while (true)
            {
                if (batch.Array is null && !TryNext(out batch, out var close))
                {
                    if (close == 0)
                    {
                        return;
                    }

                    await socket.CloseOutputAsync((WebSocketCloseStatus)close, Reason(close), CancellationToken.None);
                    continue;
                }

                try
                {
                    metrics.Sent(batch.Count);
                    await socket.SendAsync(batch, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(batch.Array!);
                    batch = default;
                }
            }
        }
        catch (Exception)
        {
            // Whatever it was, nothing more can be sent; the reading side ends by this and clears up.
            Break();
        }
    }

    /// <summary>The next frame to send, or the code to close with, or neither: then sending has stopped.</summary>
    bool TryNext(out ArraySegment<byte> batch, out CloseCode close)
    {
        lock (_gate)
        {
            (batch, close) = (default, 0);
            if (_length > 0)
            {
                batch = Take();
                return true;
            }

            if (_close != 0 && !_closeSent)
            {
                (_closeSent, close) = (true, _close);
                return false;
            }

            _sending = Sending.No;
            _drained?.TrySetResult();
            _drained = null;
            return false;
        }
    }

    void Break()
    {
        lock (_gate)
        {
            _close = _close == 0 ? CloseCode.GoingAway : _close;
            _closeSent = true;
            Drop();
            _sending = Sending.No;
            _drained?.TrySetResult();
            _drained = null;
        }

        socket.Abort();
    }

    void Overflow()
    {
        _close = CloseCode.SlowConsumer;
        Drop();
        metrics.Slow();
        closing();
    }

    void Drop()
    {
        if (_waiting is not null)
        {
            ArrayPool<byte>.Shared.Return(_waiting);
        }

        (_waiting, _length, _objects, _pushes, _pushBytes) = (null, 0, 0, 0, 0);
    }

    ArraySegment<byte> Take()
    {
        var batch = new ArraySegment<byte>(_waiting!, 1, _length - 1);
        if (_objects > 1)
        {
            _waiting![0] = (byte)'[';
            _waiting[_length] = (byte)']';
            batch = new(_waiting, 0, _length + 1);
        }

        (_waiting, _length, _objects, _pushes, _pushBytes) = (null, 0, 0, 0, 0);
        return batch;
    }

    /// <summary>Makes room for one more object: before it a bracket or a comma, after it a bracket.</summary>
    void Begin(int length)
    {
        var needed = _length + length + 2;
        if (_waiting is null)
        {
            _waiting = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 512));
        }
        else if (_waiting.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _waiting.Length));
            _waiting.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_waiting);
            _waiting = larger;
        }

        _waiting[_length++] = (byte)',';
        _objects++;
    }

    void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_waiting.AsSpan(_length));
        _length += bytes.Length;
    }

    void Write(long number)
    {
        Utf8Formatter.TryFormat(number, _waiting.AsSpan(_length), out var written);
        _length += written;
    }

    static string Reason(CloseCode code) =>
        Enum.IsDefined(code) ? JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString()) : "";
}
