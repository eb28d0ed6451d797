using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Teahouse.Load;

/// <summary>One thread that drives all pairs: at saturation each keeps its window full, at a rate each message leaves when it is due.</summary>
sealed class Pairs : IDisposable
{
    // References of ten digits, so that a message is a template in which bytes are replaced.
    const long FirstReference = 1_000_000_000;
    const int StampDigits = 16;

    readonly PairsOptions _options;
    readonly Poller _poller = new();
    readonly List<Line> _lines = [];
    readonly Pair[] _pairs;
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

    public Pairs(PairsOptions options, Uri server, IReadOnlyList<(string Sender, string Recipient, Guid Conversation)> people)
    {
        _options = options;
        _handler = Take;
        _pairs = new Pair[options.Pairs];
        for (var i = 0; i < options.Pairs; i++)
        {
            _pairs[i] = new Pair(new Template(people[i].Conversation, options.Body, i), Open(server, people[i].Sender, i, sends: true));
            Open(server, people[i].Recipient, i, sends: false);
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

    Line Open(Uri server, string token, int pair, bool sends)
    {
        var line = new Line { Pair = pair, Sends = sends };
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
            foreach (var pair in _pairs)
            {
                Fill(pair);
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
            Send(_pairs[due % _pairs.Length], at);
        }

        return due;
    }

    static long Due(long start, long index, double rate) => start + (long)(index / rate * Stopwatch.Frequency);

    // What is under way when a round ends does not count, but must not disturb the next.
    void Drain()
    {
        var patience = Stopwatch.GetTimestamp() + 10 * Stopwatch.Frequency;
        while (_pairs.Any(pair => pair.Acked < pair.Sent || pair.Delivered < pair.Sent))
        {
            if (Stopwatch.GetTimestamp() > patience)
            {
                var missing = _pairs.Sum(pair => pair.Sent - Math.Min(pair.Acked, pair.Delivered));
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
            case (byte)'o' when line.Sends:
                _acked++;
                _pairs[line.Pair].Acked++;
                Fill(_pairs[line.Pair]);
                break;
            case (byte)'m' when !line.Sends:
                _delivered++;
                _pairs[line.Pair].Delivered++;
                _latencies.Add((long)(Stopwatch.GetElapsedTime(Stamp(op)).TotalMicroseconds));
                Fill(_pairs[line.Pair]);
                break;
            case (byte)'h':
                line.Add("""{"op":"heartbeat"}"""u8);
                _unsent.Add(line);
                break;
            case (byte)'e':
                _errors++;
                _pairs[line.Pair].Refused();
                _lastError = Encoding.UTF8.GetString(op[..Math.Min(200, op.Length)]);
                break;
        }
    }

    // The text begins with the time at which the message was due.
    static long Stamp(ReadOnlySpan<byte> message)
    {
        var mark = "\"text\":\""u8;
        var at = message.IndexOf(mark);
        return at >= 0 && Utf8Parser.TryParse(message[(at + mark.Length)..(at + mark.Length + StampDigits)], out long stamp, out _, 'x')
            ? stamp
            : throw new InvalidDataException("A message came without its text.");
    }

    void Fill(Pair pair)
    {
        while (_filling && pair.Sent - Math.Min(pair.Acked, pair.Delivered) < _options.Window)
        {
            Send(pair, Stopwatch.GetTimestamp());
        }
    }

    void Send(Pair pair, long due)
    {
        pair.Line.Add(pair.Template.Next(FirstReference + pair.Sent++, due));
        _unsent.Add(pair.Line);
    }

    sealed class Pair(Template template, Line line)
    {
        public Template Template => template;
        public Line Line => line;
        public long Sent;
        public long Acked;
        public long Delivered;

        public void Refused() => Sent--;
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
            var text = new string('x', Math.Max(StampDigits, body));
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
