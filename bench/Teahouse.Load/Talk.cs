using System.Diagnostics;

namespace Teahouse.Load;

/// <summary>The people of one room, those who write first, and the conversations among them that they write to in turns.</summary>
sealed record Room(IReadOnlyList<Account> People, IReadOnlyList<Conversation> Conversations);

/// <summary>How people talk for a while.</summary>
/// <param name="Rate">Messages a second of all together; null is saturation.</param>
/// <param name="Senders">How many of the senders of each room write; null for all.</param>
sealed record Pace(double Seconds, double? Rate = null, int? Senders = null);

/// <summary>Drives all rooms: at saturation each sender keeps its window full, at a rate each message leaves when it is due.</summary>
sealed class Talk : ILineListener, IDisposable
{
    readonly TalkOptions _options;
    readonly Loop _loop;
    readonly Taken[] _rooms;
    readonly Sender[] _senders;
    readonly Latencies _latencies = new();
    readonly Lock _turn = new();
    readonly Timer _keeping;
    Exception? _broken;
    bool _filling;
    long _acked;
    long _delivered;
    long _errors;
    string _lastError = "";

    /// <summary>Logs everybody in and opens the rooms.</summary>
    /// <param name="stop">Ends it wherever it is.</param>
    public Talk(TalkOptions options, IReadOnlyList<Room> rooms, Func<LinePlace, Line> newLine, CancellationToken stop)
    {
        _loop = new(stop);
        _options = options;
        _rooms = [.. rooms.Select(_ => new Taken(options.Receivers))];
        _senders = new Sender[rooms.Count * options.Senders];
        var lines = new List<Line>();
        for (var room = 0; room < rooms.Count; room++)
        {
            for (var i = 0; i < options.Members; i++)
            {
                var sender = i < options.Senders ? room * options.Senders + i : (int?)null;
                var line = newLine(new(_loop, this, rooms[room].People[i], room, sender));
                lines.Add(line);
                if (sender is { } number)
                {
                    _senders[number] = new(line, [.. rooms[room].Conversations.Select(c => line.Template(c, options.Body, number))]);
                }
            }
        }

        var opening = new Opening(_loop, 100);
        opening.Run(lines, line => line.Open(list: false));
        // Whoever comes first makes a room, where the server has none yet.
        foreach (var first in lines.GroupBy(line => line.Room).Select(group => group.First()))
        {
            opening.Run([first], Enter);
        }

        opening.Run([.. lines.GroupBy(line => line.Room).SelectMany(group => group.Skip(1))], Enter);

        // A server ends lines that do not answer its heartbeats.
        _keeping = new(_ => KeepUp(), null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));

        void Enter(Line line) => line.Enter(rooms[line.Room].Conversations[0]);
    }

    /// <summary>
    /// Sends for so long, or until it is over, and waits until all has arrived: a server that hoards what it takes is measured whole, too.
    /// </summary>
    public Round Run(Pace pace, Func<Costs> cost, CancellationToken over)
    {
        using var turn = _turn.EnterScope();
        if (_broken is not null)
        {
            throw new IOException(_broken.Message, _broken);
        }

        (_acked, _delivered, _errors) = (0, 0, 0);
        _latencies.Clear();
        // What it costs to look belongs to nobody.
        var before = cost();
        var driver = ProcessCost.OfProcess(Environment.ProcessId);
        var wire = _loop.Bytes;
        var start = Stopwatch.GetTimestamp();
        Drive(pace, start, over);
        Drain();
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        driver = ProcessCost.OfProcess(Environment.ProcessId) - driver;
        var (acked, delivered) = (_acked, _delivered);
        var (server, database) = cost() - before;
        var messages = Math.Max(1, delivered);
        return new Round
        {
            DeliveredPerSecond = delivered / elapsed,
            AckedPerSecond = acked / elapsed,
            P50Ms = _latencies.Milliseconds(.5),
            P99Ms = _latencies.Milliseconds(.99),
            P999Ms = _latencies.Milliseconds(.999),
            MaxMs = _latencies.Milliseconds(1),
            ServerMicroseconds = server.CpuMicroseconds / messages,
            PostgresMicroseconds = database.CpuMicroseconds / messages,
            DriverMicroseconds = driver.CpuMicroseconds / messages,
            WireBytes = (_loop.Bytes - wire) / (double)messages,
            DiskBytes = database.WrittenBytes / (double)messages,
            Errors = _errors,
        };
    }

    public void Dispose()
    {
        using var turn = _turn.EnterScope();
        _keeping.Dispose();
        _broken ??= new ObjectDisposedException(nameof(Talk));
        _loop.Dispose();
    }

    void ILineListener.Acknowledged(Line line)
    {
        _acked++;
        var sender = _senders[line.Sender!.Value];
        sender.Acked++;
        Fill(sender);
    }

    void ILineListener.Arrived(Line line, Stamp stamp)
    {
        if (line.Sender == stamp.Sender)
        {
            return;
        }

        _delivered++;
        if (line.Sender is null && _rooms[line.Room].Took(stamp))
        {
            var sender = _senders[stamp.Sender];
            _latencies.Add((long)Stopwatch.GetElapsedTime(stamp.Due).TotalMicroseconds);
            sender.Delivered++;
            Fill(sender);
        }
    }

    void ILineListener.Refused(Line line, string why)
    {
        _errors++;
        _lastError = why;
        if (line.Sender is { } refused)
        {
            _senders[refused].Sent--;
        }
    }

    void KeepUp()
    {
        if (_broken is not null || !_turn.TryEnter())
        {
            return;
        }

        try
        {
            _loop.For(TimeSpan.FromMilliseconds(1));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Told to whoever drives next.
            _broken = e;
        }
        finally
        {
            _turn.Exit();
        }
    }

    void Drive(Pace pace, long start, CancellationToken over)
    {
        var senders = _senders.Where((_, i) => i % _options.Senders < (pace.Senders ?? _options.Senders)).ToArray();
        var end = start + (long)(pace.Seconds * Stopwatch.Frequency);
        _filling = pace.Rate is null;
        if (_filling)
        {
            Array.ForEach(senders, Fill);
        }

        long due = 0;
        for (var now = start; now < end && !over.IsCancellationRequested; now = Stopwatch.GetTimestamp())
        {
            var wait = end - now;
            if (pace.Rate is { } rate)
            {
                for (long at; (at = Due(start, due, rate)) <= now; due++)
                {
                    senders[due % senders.Length].Send(at);
                }

                wait = Math.Min(wait, Due(start, due, rate) - now);
            }

            _loop.Turn(Math.Max(0, wait));
        }

        _filling = false;
    }

    static long Due(long start, long index, double rate) => start + (long)(index / rate * Stopwatch.Frequency);

    void Drain() => _loop.Until(() => _senders.All(sender => sender.UnderWay == 0), TimeSpan.FromMinutes(3),
        () => $"{_senders.Sum(sender => sender.UnderWay)} messages were not acknowledged or not delivered, {_errors} were refused ({_lastError}),");

    void Fill(Sender sender)
    {
        while (_filling && sender.UnderWay < _options.Window)
        {
            sender.Send(Stopwatch.GetTimestamp());
        }
    }

    sealed class Sender(Line line, Template[] templates)
    {
        public long Sent;
        public long Acked;

        /// <summary>Messages that every receiver has.</summary>
        public long Delivered;

        public long UnderWay => Sent - (line.Acknowledges ? Math.Min(Acked, Delivered) : Delivered);

        public void Send(long due) => line.Send(templates[Sent++ % templates.Length], due);
    }

    /// <summary>How many of a room's receivers have a message that is under way; its stamp is its own.</summary>
    sealed class Taken(int receivers)
    {
        readonly Dictionary<Stamp, int> _takenBy = [];

        /// <summary>A receiver took a message; whether all have it now.</summary>
        public bool Took(Stamp stamp)
        {
            if (receivers == 1)
            {
                return true;
            }

            var count = _takenBy.GetValueOrDefault(stamp) + 1;
            if (count < receivers)
            {
                _takenBy[stamp] = count;
                return false;
            }

            _takenBy.Remove(stamp);
            return true;
        }
    }
}

/// <summary>What a new line is told of its place.</summary>
sealed record LinePlace(Loop Loop, ILineListener Listener, Account Account, int Room = 0, int? Sender = null);
