using System.Diagnostics;

namespace Teahouse.Load;

/// <summary>The one thread that drives many lines.</summary>
/// <param name="stop">Ends every wait.</param>
sealed class Loop(CancellationToken stop) : IDisposable
{
    readonly Poller _poller = new();
    readonly List<Line> _lines = [];
    readonly byte[] _shared = new byte[4 * 1024 * 1024];
    readonly int[] _ready = new int[512];
    List<Line> _unsent = [];
    List<Line> _sending = [];

    public long Bytes => _lines.Sum(line => line.Bytes);

    /// <summary>Takes a line that has connected, or connected again.</summary>
    public void Watch(Line line)
    {
        if (line.Number < 0)
        {
            line.Number = _lines.Count;
            _lines.Add(line);
        }

        _poller.Watch(line.Handle, line.Number);
    }

    /// <summary>A line has something to send.</summary>
    public void Unsent(Line line) => _unsent.Add(line);

    /// <summary>Sends what waits, waits at most so long, and reads what has come.</summary>
    public void Turn(long ticks)
    {
        (_sending, _unsent) = (_unsent, _sending);
        foreach (var line in _sending)
        {
            if (!line.Flush())
            {
                _unsent.Add(line);
            }
        }

        _sending.Clear();
        var count = _poller.Wait(_ready, _unsent.Count > 0 ? 0 : (long)(ticks * (1e9 / Stopwatch.Frequency)));
        for (var i = 0; i < count; i++)
        {
            _lines[_ready[i]].Read(_shared);
        }
    }

    /// <summary>Turns until something is so.</summary>
    /// <exception cref="TimeoutException">It was not in time.</exception>
    public void Until(Func<bool> done, TimeSpan patience, Func<string> missing)
    {
        var start = Stopwatch.GetTimestamp();
        while (!done())
        {
            stop.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(start) > patience)
            {
                throw new TimeoutException($"{missing()} in {patience.TotalSeconds:0} s.");
            }

            Turn(Stopwatch.Frequency / 100);
        }
    }

    /// <summary>Turns for so long.</summary>
    public void For(TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            stop.ThrowIfCancellationRequested();
            Turn(Stopwatch.Frequency / 100);
        }
    }

    public void Dispose()
    {
        _lines.ForEach(line => line.Dispose());
        _poller.Dispose();
    }
}
