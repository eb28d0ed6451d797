namespace Teahouse.Testing;

/// <summary>A clock that stands still until a test moves it. Timers that fall due meanwhile run within the move, in order.</summary>
public sealed class ManualTime(DateTimeOffset? start = null) : TimeProvider
{
    readonly Lock _lock = new();
    readonly List<Timer> _timers = [];
    DateTimeOffset _now = start ?? new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (NextDue(end) is { } timer)
        {
            timer();
        }
    }

    Action? NextDue(DateTimeOffset end)
    {
        lock (_lock)
        {
            var next = _timers.Where(t => t.Due <= end).MinBy(t => t.Due);
            _now = next is null ? end : next.Due!.Value > _now ? next.Due.Value : _now;
            next?.Repeat();
            return next?.Run;
        }
    }

    sealed class Timer(ManualTime clock, Action run) : ITimer
    {
        TimeSpan _period;

        public DateTimeOffset? Due { get; private set; }
        public Action Run => run;

        public void Repeat() => Due = _period > TimeSpan.Zero ? Due + _period : null;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                clock._timers.Add(this);
                Due = dueTime < TimeSpan.Zero ? null : clock._now + dueTime;
                _period = period;
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
