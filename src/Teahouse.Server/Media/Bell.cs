namespace Teahouse.Server.Media;

/// <summary>Wakes loops that look for work: rung before or while they wait, for at most so many of them.</summary>
sealed class Bell(int loops) : IDisposable
{
    readonly SemaphoreSlim _rung = new(0);

    public void Ring()
    {
        if (_rung.CurrentCount < loops)
        {
            _rung.Release();
        }
    }

    /// <summary>Ends when it is rung, or after a time.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) => _rung.WaitAsync(most, cancellationToken);

    public void Dispose() => _rung.Dispose();
}
