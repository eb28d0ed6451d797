using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Teahouse.Load;

/// <summary>One thread that drives all rooms: at saturation each sender keeps its window full, at a rate each message leaves when it is due.</summary>
sealed class Talk : IDisposable
{
    // References of ten digits, so that a message is a template in which bytes are replaced.
    const long FirstReference = 1_000_000_000;
    const int StampDigits = 16;

    readonly TalkOptions _options;
    readonly Poller _poller = new();
    readonly List<Line> _lines = [];
    readonly Room[] _rooms;
    readonly Sender[] _senders;
    readonly HashSet<Line> _unsent = [];
    readonly byte[] _shared = new byte[512 * 1024];
    readonly int[] _ready = new int[512];
    readonly Latencies _latencies = new();
    readonly ObjectHandler _handler;
    bool _filling;
    long _acked;
    long _delivered;
    long _errors;
    string _lastError = "";

    public Talk(TalkOptions options, Uri server, IReadOnlyList<RoomPeople> rooms)
    {
        _options = options;
        _handler = Take;
        _rooms = [.. rooms.Select(_ => new Room(options.Receivers))];
        _senders = new Sender[options.Rooms * options.Senders];
        for (var room = 0; room < options.Rooms; room++)
        {
            for (var i = 0; i < options.Members; i++)
            {
                var line = Open(server, rooms[room].Tokens[i], room, i < options.Senders ? room * options.Senders + i : null);
                if (line.Sender is { } sender)
                {
                    _senders[sender] = new Sender(new Template(rooms[room].Conversation, options.Body, sender), line);
                }
                else
                {
                    // A wide room's messages come whole only where it is open.
                    line.Watch(rooms[room].Conversation);
                }
            }
        }
    }

    public string LastError => _lastError;

    public long WireBytes => _lines.Sum(line => line.Bytes);

    /// <summary>Runs for so long, then waits until nothing is under way.</summary>
    public Round Run(double seconds, Func<(ProcessCost Server, ProcessCost Postgres)> cost)
    {
        (_acked, _delivered, _errors) = (0, 0, 0);
        _latencies.Clear();
        var (server, postgres) = cost();
        var driver = ProcessCost.OfProcess(Environment.ProcessId);
        var wire = WireBytes;
        var start = Stopwatch.GetTimestamp();
        Drive(start, start + (long)(seconds * Stopwatch.Frequency));
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var (acked, delivered) = (_acked, _delivered);
        var (serverAfter, postgresAfter) = cost();
        var messages = Math.Max(1, delivered);
        var round = new Round
        {
            DeliveredPerSecond = delivered / elapsed,
            AckedPerSecond = acked / elapsed,
            P50Ms = _latencies.Milliseconds(.5),
            P99Ms = _latencies.Milliseconds(.99),
            P999Ms = _latencies.Milliseconds(.999),
            MaxMs = _latencies.Milliseconds(1),
            ServerMicroseconds = (serverAfter - server).CpuMicroseconds / messages,
            PostgresMicroseconds = (postgresAfter - postgres).CpuMicroseconds / messages,
            DriverMicroseconds = (ProcessCost.OfProcess(Environment.ProcessId) - driver).CpuMicroseconds / messages,
            WireBytes = (WireBytes - wire) / (double)messages,
            DiskBytes = (postgresAfter - postgres).WrittenBytes / (double)messages,
            Errors = _errors,
        };
        Drain();
        return round;
    }

    public void Dispose()
    {
        _lines.ForEach(line => line.Dispose());
        _poller.Dispose();
    }

    Line Open(Uri server, string token, int room, int? sender)
    {
        var line = new Line { Room = room, Sender = sender };
        line.Open(server, token);
        _poller.Watch(line.Handle, _lines.Count);
        _lines.Add(line);
        return line;
    }

    void Drive(long start, long end)
    {
        _filling = _options.Rate is null;
        if (_filling)
        {
            foreach (var sender in _senders)
            {
                Fill(sender);
            }
        }

        long due = 0;
        for (var now = start; now < end; now = Stopwatch.GetTimestamp())
        {
            var wait = end - now;
            if (_options.Rate is { } rate)
            {
                due = SendDue(start, now, due, rate);
                wait = Math.Min(wait, Due(start, due, rate) - now);
            }

            Turn(Math.Max(0, wait));
        }

        _filling = false;
    }

    long SendDue(long start, long now, long due, double rate)
    {
        for (long at; (at = Due(start, due, rate)) <= now; due++)
        {
            Send(_senders[due % _senders.Length], at);
        }

        return due;
    }

    static long Due(long start, long index, double rate) => start + (long)(index / rate * Stopwatch.Frequency);

    // What is under way when a round ends does not count, but must not disturb the next.
    void Drain()
    {
        var patience = Stopwatch.GetTimestamp() + 10 * Stopwatch.Frequency;
        while (_senders.Any(sender => sender.UnderWay > 0))
        {
            if (Stopwatch.GetTimestamp() > patience)
            {
                var missing = _senders.Sum(sender => sender.UnderWay);
                throw new InvalidOperationException($"{missing} messages were not acknowledged or not delivered in 10 s. {_lastError}");
            }

            Turn(Stopwatch.Frequency / 100);
        }
    }

    void Turn(long ticks)
    {
        foreach (var line in _unsent.ToArray())
        {
            if (line.Flush())
            {
                _unsent.Remove(line);
            }
        }

        var count = _poller.Wait(_ready, _unsent.Count > 0 ? 0 : (long)(ticks * (1e9 / Stopwatch.Frequency)));
        for (var i = 0; i < count; i++)
        {
            _lines[_ready[i]].Read(_shared, _handler);
        }
    }

    void Take(Line line, ReadOnlySpan<byte> op)
    {
        switch (op[0])
        {
            case (byte)'o' when line.Sender is { } sender:
                _acked++;
                _senders[sender].Acked++;
                Fill(_senders[sender]);
                break;
            case (byte)'m' when line.Sender is null && IsText(op):
                _delivered++;
                if (_rooms[line.Room].Took(line))
                {
                    var (stamp, sender) = Stamp(op);
                    _latencies.Add((long)Stopwatch.GetElapsedTime(stamp).TotalMicroseconds);
                    _senders[sender].Delivered++;
                    Fill(_senders[sender]);
                }

                break;
            case (byte)'h':
                line.Add("""{"op":"heartbeat"}"""u8);
                _unsent.Add(line);
                break;
            case (byte)'e' when !op.StartsWith("event"u8):
                _errors++;
                _lastError = Encoding.UTF8.GetString(op[..Math.Min(200, op.Length)]);
                if (line.Sender is { } refused)
                {
                    _senders[refused].Sent--;
                }

                break;
        }
    }

    static bool IsText(ReadOnlySpan<byte> message) => message.IndexOf("\"text\":\""u8) >= 0;

    // The text begins with the time at which the message was due, and who sent it.
    static (long Due, int Sender) Stamp(ReadOnlySpan<byte> message)
    {
        var mark = "\"text\":\""u8;
        var text = message[(message.IndexOf(mark) + mark.Length)..];
        return Utf8Parser.TryParse(text[..StampDigits], out long due, out _, 'x') && Utf8Parser.TryParse(text[StampDigits..], out int sender, out _)
            ? (due, sender)
            : throw new InvalidDataException("A message came without its stamp.");
    }

    void Fill(Sender sender)
    {
        while (_filling && sender.UnderWay < _options.Window)
        {
            Send(sender, Stopwatch.GetTimestamp());
        }
    }

    void Send(Sender sender, long due)
    {
        sender.Line.Add(sender.Template.Next(FirstReference + sender.Sent++, due));
        _unsent.Add(sender.Line);
    }

    sealed class Sender(Template template, Line line)
    {
        public Template Template => template;
        public Line Line => line;
        public long Sent;
        public long Acked;

        /// <summary>Messages that every receiver has.</summary>
        public long Delivered;

        public long UnderWay => Sent - Math.Min(Acked, Delivered);
    }

    /// <summary>Every receiver takes the messages of a room in the same order, so that a count each tells which one came last.</summary>
    sealed class Room(int receivers)
    {
        readonly Dictionary<long, int> _takenBy = [];

        /// <summary>A receiver took its next message; whether all have that one now.</summary>
        public bool Took(Line line)
        {
            var number = line.Taken++;
            var count = _takenBy.GetValueOrDefault(number) + 1;
            if (count < receivers)
            {
                _takenBy[number] = count;
                return false;
            }

            _takenBy.Remove(number);
            return true;
        }
    }

    /// <summary>A send command in which the reference, the id and the time are replaced.</summary>
    sealed class Template
    {
        readonly byte[] _json;
        readonly int _id;
        readonly int _text;
        readonly int _node;
        uint _count;

        public Template(Guid conversation, int body, int node)
        {
            var text = new string('x', Math.Max(StampDigits + 8, body));
            text = string.Create(CultureInfo.InvariantCulture, $"{text[..StampDigits]}{node:D7} {text[(StampDigits + 8)..]}");
            var json = string.Create(CultureInfo.InvariantCulture,
                $"{{\"op\":\"send\",\"ref\":{FirstReference},\"id\":\"{Guid.Empty}\",\"conversation_id\":\"{conversation}\",\"content\":{{\"type\":\"text\",\"text\":\"{text}\"}}}}");
            _json = Encoding.UTF8.GetBytes(json);
            _id = json.IndexOf(Guid.Empty.ToString(), StringComparison.Ordinal);
            _text = json.IndexOf(text, StringComparison.Ordinal);
            _node = node;
        }

        public ReadOnlySpan<byte> Next(long reference, long due)
        {
            Utf8Formatter.TryFormat(reference, _json.AsSpan("{\"op\":\"send\",\"ref\":".Length), out _);
            // A UUIDv7 whose random part is who and how often: unique, and cheap.
            var milliseconds = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            var id = new Guid((int)(milliseconds >> 16), (short)milliseconds, (short)(0x7000 | (_node & 0xFFF)), 0x80, 0,
                (byte)(Environment.ProcessId >> 8), (byte)Environment.ProcessId, (byte)(_count >> 24), (byte)(_count >> 16), (byte)(_count >> 8), (byte)_count);
            _count++;
            Utf8Formatter.TryFormat(id, _json.AsSpan(_id), out _);
            Utf8Formatter.TryFormat(due, _json.AsSpan(_text), out _, new('x', StampDigits));
            return _json;
        }
    }
}
