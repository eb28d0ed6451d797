using System.Buffers;
using System.Net.WebSockets;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>Sends objects in order; those that wait while a frame is on its way leave together as the next one.</summary>
sealed class SocketSender(ClientWebSocket web)
{
    readonly Lock _gate = new();
    readonly Queue<ReadOnlyMemory<byte>> _waiting = [];
    bool _sending;

    public void Add(ReadOnlyMemory<byte> one, Action<SocketEnd> failed)
    {
        lock (_gate)
        {
            _waiting.Enqueue(one);
            if (_sending)
            {
                return;
            }

            _sending = true;
        }

        _ = FlushAsync(failed);
    }

    async Task FlushAsync(Action<SocketEnd> failed)
    {
        try
        {
            var frame = new ArrayBufferWriter<byte>(512);
            while (Fill(frame) > 0)
            {
                await web.SendAsync(frame.WrittenMemory, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
                frame.ResetWrittenCount();
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            failed(new SocketEnd(1006, e.Message));
        }
    }

    int Fill(ArrayBufferWriter<byte> frame)
    {
        lock (_gate)
        {
            var objects = Math.Min(_waiting.Count, Limits.BatchFrames);
            if (objects == 0)
            {
                _sending = false;
                return 0;
            }

            if (objects == 1 || _waiting.Peek().Length > Limits.FrameBytes / 2)
            {
                frame.Write(_waiting.Dequeue().Span);
                return 1;
            }

            return FillBatch(frame, objects);
        }
    }

    int FillBatch(ArrayBufferWriter<byte> frame, int objects)
    {
        var written = 0;
        frame.Write("["u8);
        while (written < objects && frame.WrittenCount + _waiting.Peek().Length < Limits.FrameBytes - 2)
        {
            frame.Write(written++ == 0 ? ""u8 : ","u8);
            frame.Write(_waiting.Dequeue().Span);
        }

        frame.Write("]"u8);
        return written;
    }
}
