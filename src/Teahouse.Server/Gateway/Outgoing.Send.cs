using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using Teahouse.Protocol;

namespace Teahouse.Server.Gateway;

/// <content>Sends it.</content>
sealed partial class Outgoing
{
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

    bool Rouse()
    {
        if (_sending != Sending.No || _corked)
        {
            return false;
        }

        _sending = Sending.Soon;
        return true;
    }

    /// <summary>Begins to send soon; for sockets that were roused, see <see cref="Push"/>.</summary>
    // Not the local queue: what is produced next on this thread then still joins the same frame.
    public void Wake() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void Wake(bool wake)
    {
        if (wake)
        {
            Wake();
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
                    var flags = batch.Count < Compression.WorthBytes
                        ? WebSocketMessageFlags.EndOfMessage | WebSocketMessageFlags.DisableCompression : WebSocketMessageFlags.EndOfMessage;
                    await socket.SendAsync(batch, WebSocketMessageType.Text, flags, CancellationToken.None);
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

    static string Reason(CloseCode code) =>
        Enum.IsDefined(code) ? JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString()) : "";
}
