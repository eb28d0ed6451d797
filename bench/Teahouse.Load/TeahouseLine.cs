using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Load;

/// <summary>A line in Teahouse's protocol: a WebSocket of JSON, without compression.</summary>
sealed class TeahouseLine(Uri server, Account account) : Line(server.Host, server.Port)
{
    // References of ten digits, so that a message is a template in which bytes are replaced; smaller ones are of other commands.
    const long FirstReference = 1_000_000_000;

    string? _token = account.Token;
    string? _cursor;
    Step _step;
    bool _list;
    byte[] _frame = [];
    int _frameLength;
    int _objects;
    long _sent;
    int _closeCode;

    enum Step
    {
        LoggingIn,
        Upgrading,
        Greeting,
        CatchingUp,
        Asking,
        Open,
    }

    public override bool Acknowledges => true;

    protected override string Ended => _closeCode == 0 ? "" : $" with {_closeCode}";

    public override void Open(bool list)
    {
        (_list, _cursor) = (list, null);
        _token = account.Token;
        Begin();
    }

    public override void Resume() => Begin();

    /// <summary>Resumes from a cursor of long ago.</summary>
    public void Resume(string cursor)
    {
        _cursor = cursor;
        Begin();
    }

    public override void Enter(Conversation conversation)
    {
        Add(Encoding.ASCII.GetBytes($$"""{"op":"watch","ref":1,"conversation_ids":["{{conversation.Address}}"]}"""));
        _step = Step.Asking;
    }

    /// <summary>Sends a command; its answer goes to the listener.</summary>
    public void Ask(string command) => Add(Encoding.UTF8.GetBytes(command));

    public override Template Template(Conversation conversation, int body, int sender) =>
        new TeahouseTemplate(conversation.Address, body, sender, FirstReference);

    public override void Send(Template template, long due)
    {
        ((TeahouseTemplate)template).Reference = FirstReference + _sent++;
        Add(template.Next(due));
    }

    protected override void EndFrame()
    {
        if (_objects == 0)
        {
            return;
        }

        _frame[_frameLength] = (byte)']';
        var frame = _objects == 1 ? _frame.AsSpan(1, _frameLength - 1) : _frame.AsSpan(0, _frameLength + 1);
        Wrote(WebSocketFrames.WriteClient(Space(frame.Length + WebSocketFrames.Overhead), WebSocketFrames.Text, frame));
        (_objects, _frameLength) = (0, 0);
    }

    protected override int Take(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        if (_step is Step.LoggingIn or Step.Upgrading && (taken = TakeAnswer(bytes)) == 0)
        {
            return 0;
        }

        while (WebSocketFrames.TryReadHead(bytes[taken..], out var head) && bytes.Length - taken >= head.Total)
        {
            TakeFrame(head, bytes.Slice(taken + head.Size, (int)head.Payload));
            taken += (int)head.Total;
        }

        return taken;
    }

    void Begin()
    {
        Connect();
        (_objects, _frameLength) = (0, 0);
        if (_token is null)
        {
            _step = Step.LoggingIn;
            var body = JsonSerializer.Serialize(new LogIn(account.Name, account.Password, "load"), Wire.Default.LogIn);
            Write(Encoding.UTF8.GetBytes($"POST /api/v1/sessions HTTP/1.1\r\nHost: {server.Authority}\r\n" +
                $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
            return;
        }

        _step = Step.Upgrading;
        Write(Encoding.ASCII.GetBytes($"""
            GET /api/v1/socket HTTP/1.1
            Host: {server.Authority}
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Protocol: teahouse.v1


            """.ReplaceLineEndings("\r\n")));
    }

    // Of HTTP: a token, or leave to talk. Clients have the socket beside the connection of their HTTP calls, and so has this one.
    int TakeAnswer(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8) + 4;
        if (end < 4)
        {
            return 0;
        }

        if (_step == Step.Upgrading && bytes.StartsWith("HTTP/1.1 101"u8))
        {
            _step = Step.Greeting;
            var hello = JsonSerializer.SerializeToUtf8Bytes(new Hello(_token!, _cursor), Wire.Default.Hello);
            Add([.. "{\"op\":\"hello\","u8, .. hello.AsSpan(1)]);
            return end;
        }

        if (_step == Step.LoggingIn && bytes.StartsWith("HTTP/1.1 201"u8))
        {
            _token = Text(bytes, "\"token\":\""u8);
            if (_token is not null)
            {
                Begin();
            }

            return 0;
        }

        throw new IOException($"The server answered: {Encoding.UTF8.GetString(bytes[..Math.Min(600, bytes.Length)])}");
    }

    void TakeFrame(FrameHead head, ReadOnlySpan<byte> payload)
    {
        if (head.Opcode == WebSocketFrames.Close && payload.Length >= 2)
        {
            _closeCode = payload[0] << 8 | payload[1];
            return;
        }

        // Inside a JSON string every quote is escaped, so that this mark stands before an op and nowhere else.
        var mark = "\"op\":\""u8;
        var at = payload.IndexOf(mark);
        while (at >= 0)
        {
            payload = payload[(at + mark.Length)..];
            at = payload.IndexOf(mark);
            TakeObject(at < 0 ? payload : payload[..at]);
        }
    }

    /// <summary>Takes one object of a frame: its text from <c>"op":"</c> on, up to the next object.</summary>
    void TakeObject(ReadOnlySpan<byte> op)
    {
        switch (op[0])
        {
            case (byte)'o':
                TakeOk(op);
                break;
            case (byte)'m' when op.IndexOf("\"text\":\""u8) is >= 0 and var at:
                Listener.Arrived(this, Stamp.Read(op[(at + "\"text\":\"".Length)..]));
                break;
            case (byte)'h':
                _cursor = Text(op, "\"cursor\":\""u8) ?? _cursor;
                Add("""{"op":"heartbeat"}"""u8);
                break;
            case (byte)'r' when op.StartsWith("ready"u8):
                Greeted(op);
                break;
            case (byte)'c' when _step == Step.CatchingUp && op.StartsWith("changed"u8):
                OpenNow();
                break;
            case (byte)'e' when op.StartsWith("error"u8):
                Refused(Encoding.UTF8.GetString(op[..Math.Min(200, op.Length)]));
                break;
        }
    }

    void Refused(string why)
    {
        if (_step != Step.Open)
        {
            throw new IOException($"The server refused: {why}");
        }

        Listener.Refused(this, why);
    }

    void TakeOk(ReadOnlySpan<byte> op)
    {
        var mark = "\"ref\":"u8;
        if (Utf8Parser.TryParse(op[(op.IndexOf(mark) + mark.Length)..], out long reference, out _) && reference >= FirstReference)
        {
            Listener.Acknowledged(this);
        }
        else if (_step == Step.Asking)
        {
            OpenNow();
        }
        else
        {
            Listener.Answered(this, op);
        }
    }

    void Greeted(ReadOnlySpan<byte> op)
    {
        if (_cursor is not null)
        {
            _step = Step.CatchingUp;
            return;
        }

        _cursor = Text(op, "\"cursor\":\""u8);
        if (_list)
        {
            _step = Step.Asking;
            Add("""{"op":"list_conversations","ref":2,"limit":50}"""u8);
        }
        else
        {
            OpenNow();
        }
    }

    void OpenNow()
    {
        _step = Step.Open;
        Listener.Opened(this);
    }

    static string? Text(ReadOnlySpan<byte> json, ReadOnlySpan<byte> mark)
    {
        var at = json.IndexOf(mark);
        var text = at < 0 ? default : json[(at + mark.Length)..];
        var end = text.IndexOf((byte)'"');
        return end < 0 ? null : Encoding.UTF8.GetString(text[..end]);
    }

    /// <summary>Adds an object to the next frame.</summary>
    void Add(ReadOnlySpan<byte> json)
    {
        Grow(ref _frame, _frameLength + json.Length + 2);
        _frame[_frameLength] = (byte)(_objects == 0 ? '[' : ',');
        json.CopyTo(_frame.AsSpan(_frameLength + 1));
        _frameLength += json.Length + 1;
        if (++_objects == Limits.BatchFrames)
        {
            EndFrame();
        }

        Wait();
    }
}
