namespace Teahouse.Server.Accounts;

/// <summary>
/// Lets each key have a number of goes at once, which come back evenly over a window: the generic cell rate algorithm (ITU-T I.371),
/// one number per key. It remembers a bounded number of keys and forgets those that were quiet longest.
/// </summary>
public sealed class Limiter(int goes, TimeSpan window, int keys, TimeProvider time)
{
    readonly Lock _lock = new();
    readonly long _start = time.GetTimestamp();
    readonly TimeSpan _interval = window / goes;
    Dictionary<string, TimeSpan> _recent = [];
    Dictionary<string, TimeSpan> _older = [];

    /// <summary>How many keys are remembered now.</summary>
    public int Remembered
    {
        get
        {
            lock (_lock)
            {
                return _recent.Count + _older.Count;
            }
        }
    }

    /// <summary>Takes a go. Zero when there was one; else how long until there is.</summary>
    public TimeSpan Take(string key)
    {
        var now = time.GetElapsedTime(_start);
        lock (_lock)
        {
            var full = Later(Full(key), now);
            var wait = full + _interval - now - (_interval * goes);
            if (wait > TimeSpan.Zero)
            {
                return wait;
            }

            Remember(key, full + _interval);
            return TimeSpan.Zero;
        }
    }

    /// <summary>Gives back a go that turned out not to count.</summary>
    public void GiveBack(string key)
    {
        lock (_lock)
        {
            Remember(key, Full(key) - _interval);
        }
    }

    /// <summary>When the key will have all its goes again.</summary>
    TimeSpan Full(string key) =>
        _recent.TryGetValue(key, out var full) || _older.TryGetValue(key, out full) ? full : TimeSpan.Zero;

    void Remember(string key, TimeSpan full)
    {
        if (_recent.Count >= keys / 2)
        {
            (_older, _recent) = (_recent, []);
        }

        _recent[key] = full;
    }

    static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
