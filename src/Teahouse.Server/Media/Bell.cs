namespace Teahouse.Server.Media;

/// <summary>Wakes so many loops that look for work, whether they wait already or will.</summary>
sealed class Bell(int loops) : IDisposable
{
    readonly SemaphoreSlim _rung = new(0);

    public void Ring()
    {
        // All of them: not every loop takes every work.
        var asleep = loops - _rung.CurrentCount;
        if (asleep > 0)
        {
            _rung.Release(asleep);
        }
    }

    /// <summary>Ends when it is rung, or after a time.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) => _rung.WaitAsync(most, cancellationToken);

    public void Dispose() => _rung.Dispose();
}
