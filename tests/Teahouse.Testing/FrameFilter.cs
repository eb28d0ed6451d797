using System.Text;
using Teahouse.Client;

namespace Teahouse.Testing;

/// <summary>Lets the bytes of a server through, WebSocket frame by frame once it has upgraded, without those that are to be swallowed.</summary>
sealed class FrameFilter(Func<string, bool> swallows)
{
    readonly List<byte> _kept = [];
    bool? _upgraded;

    /// <summary>What may go on; a frame that is not whole yet waits for the rest of it.</summary>
    public Memory<byte> Pass(ReadOnlySpan<byte> more)
    {
        if (_upgraded == false)
        {
            return more.ToArray();
        }

        _kept.AddRange(more);
        var bytes = _kept.ToArray();
        var passed = new List<byte>(bytes.Length);
        var at = _upgraded is null ? PassHead(bytes, passed) : 0;
        while (_upgraded == true && WebSocketFrames.TryReadHead(bytes.AsSpan(at), out var head) && bytes.Length - at >= head.Total)
        {
            var payload = bytes.AsSpan(at + head.Size, (int)head.Payload);
            if (head.Opcode != WebSocketFrames.Text || !swallows(Encoding.UTF8.GetString(payload)))
            {
                passed.AddRange(bytes.AsSpan(at, (int)head.Total));
            }

            at += (int)head.Total;
        }

        _kept.RemoveRange(0, at);
        return passed.ToArray();
    }

    int PassHead(byte[] bytes, List<byte> passed)
    {
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return 0;
        }

        _upgraded = bytes.AsSpan().StartsWith("HTTP/1.1 101"u8);
        var length = _upgraded.Value ? end + 4 : bytes.Length;
        passed.AddRange(bytes.AsSpan(0, length));
        return length;
    }
}
