using System.Buffers;
using System.Net.WebSockets;
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
sealed partial class Outgoing(WebSocket socket, GatewayMetrics metrics, Action closing) : IThreadPoolWorkItem
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
}
