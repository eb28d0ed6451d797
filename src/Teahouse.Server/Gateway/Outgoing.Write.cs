using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;

namespace Teahouse.Server.Gateway;

/// <content>Writes what is to go out.</content>
sealed partial class Outgoing
{
    /// <summary>Pushes an update.</summary>
    /// <param name="update">The update without its last brace.</param>
    /// <param name="cursor">The rest of it: see <see cref="Horizon.Tail"/>.</param>
    /// <param name="roused">Takes the socket if it is to be woken; without it, it is woken at once.</param>
    public void Push(ReadOnlySpan<byte> update, ReadOnlySpan<byte> cursor, List<Outgoing>? roused = null)
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

        if (roused is null)
        {
            Wake(wake);
        }
        else if (wake)
        {
            roused.Add(this);
        }
    }

    /// <summary>Pushes several updates as they stand, if there is room for them and they need no cursor of the socket's own.</summary>
    /// <param name="updates">Whole updates with commas between.</param>
    /// <param name="count">How many.</param>
    /// <param name="roused">Takes the socket if it is to be woken.</param>
    public bool TryPush(ReadOnlySpan<byte> updates, int count, List<Outgoing> roused)
    {
        lock (_gate)
        {
            if (_close != 0)
            {
                return true;
            }

            if (_ownCursor is not null || _pushes + count > Limits.OutboundFrames || _pushBytes + updates.Length > Limits.OutboundBytes)
            {
                return false;
            }

            Begin(updates.Length);
            Write(updates);
            _objects += count - 1;
            _pushes += count;
            _pushBytes += updates.Length;
            _pushed += count;
            if (Rouse())
            {
                roused.Add(this);
            }

            return true;
        }
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
}
