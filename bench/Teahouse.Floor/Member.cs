using System.Buffers.Text;
using System.Net.WebSockets;

namespace Teahouse.Floor;

/// <summary>Who is in which conversation: whoever has said so.</summary>
sealed class Rooms
{
    readonly Dictionary<Guid, Member[]> _rooms = [];

    public IReadOnlyList<Member> this[Guid conversation]
    {
        get
        {
            lock (_rooms)
            {
                return _rooms[conversation];
            }
        }
    }

    public void Enter(Guid conversation, Member member)
    {
        lock (_rooms)
        {
            _rooms[conversation] = [.. _rooms.GetValueOrDefault(conversation, []), member];
        }
    }
}

/// <summary>A connection. What waits for it goes out as one frame.</summary>
sealed class Member(WebSocket socket, Rooms rooms)
{
    readonly Lock _gate = new();
    byte[] _waiting = new byte[1024];
    byte[] _leaving = new byte[1024];
    int _length;
    bool _sending;

    /// <summary>Relays what comes until the other side ends.</summary>
    public async Task RunAsync()
    {
        var buffer = new byte[256 * 1024];
        var length = 0;
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None) is { MessageType: WebSocketMessageType.Text } part)
            {
                length += part.Count;
                if (part.EndOfMessage)
                {
                    Take(buffer.AsSpan(0, length));
                    length = 0;
                }
            }
        }
        catch (WebSocketException)
        {
            // The driver ends its lines without a word.
        }
    }

    // A frame is an object, or an array of them; within a text every quote is escaped, so that this mark stands nowhere else.
    void Take(ReadOnlySpan<byte> frame)
    {
        var mark = "{\"op\":\""u8;
        for (var at = frame.IndexOf(mark); at >= 0;)
        {
            frame = frame[(at + mark.Length)..];
            at = frame.IndexOf(mark);
            var op = at < 0 ? frame : frame[..at];
            Do(op[..(op.LastIndexOf((byte)'}') + 1)]);
        }
    }

    void Do(ReadOnlySpan<byte> op)
    {
        switch (op[0])
        {
            case (byte)'h':
                Add("{\"op\":\"ready\",\"cursor\":\"0\"}"u8, []);
                break;
            case (byte)'w':
                rooms.Enter(Id(op, "\"conversation_ids\":[\""u8), this);
                Add("{\"op\":\"ok\",\"ref\":1}"u8, []);
                break;
            case (byte)'s':
                var rest = op["send"u8.Length..];
                foreach (var member in rooms[Id(op, "\"conversation_id\":\""u8)])
                {
                    if (member != this)
                    {
                        member.Add("{\"op\":\"message"u8, rest);
                    }
                }

                // The reference comes first: ","ref":N
                Add("{\"op\":\"ok"u8, [.. rest[.."\",\"ref\":1000000000"u8.Length], (byte)'}']);
                break;
        }
    }

    static Guid Id(ReadOnlySpan<byte> op, ReadOnlySpan<byte> mark) =>
        Utf8Parser.TryParse(op[(op.IndexOf(mark) + mark.Length)..], out Guid id, out _, 'D') ? id : default;

    void Add(ReadOnlySpan<byte> start, ReadOnlySpan<byte> rest)
    {
        lock (_gate)
        {
            var needed = _length + start.Length + rest.Length + 2;
            if (_waiting.Length < needed)
            {
                Array.Resize(ref _waiting, needed * 2);
            }

            _waiting[_length] = (byte)(_length == 0 ? '[' : ',');
            start.CopyTo(_waiting.AsSpan(_length + 1));
            rest.CopyTo(_waiting.AsSpan(_length + 1 + start.Length));
            _length = needed - 1;
            if (!_sending)
            {
                _sending = true;
                ThreadPool.UnsafeQueueUserWorkItem(static member => _ = member.SendAsync(), this, preferLocal: false);
            }
        }
    }

    async Task SendAsync()
    {
        while (Leaving() is { Length: > 0 } frame)
        {
            try
            {
                await socket.SendAsync(frame, WebSocketMessageType.Text, true, CancellationToken.None);
            }
            catch (WebSocketException)
            {
                // Gone; the receiving side has ended too.
                return;
            }
        }
    }

    Memory<byte> Leaving()
    {
        lock (_gate)
        {
            if (_length == 0)
            {
                _sending = false;
                return default;
            }

            _waiting[_length++] = (byte)']';
            (_waiting, _leaving) = (_leaving, _waiting);
            var frame = _leaving.AsMemory(0, _length);
            _length = 0;
            return frame;
        }
    }
}
