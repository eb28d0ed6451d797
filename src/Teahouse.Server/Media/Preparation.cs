using System.Collections.Concurrent;

namespace Teahouse.Server.Media;

/// <summary>Tells those who wait for a file on this node that it is prepared. Who waits on another node looks again by themselves.</summary>
sealed class Preparation
{
    readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new();

    /// <summary>Ends with the preparation of a file, as far as that is known here, or after a time.</summary>
    public async Task WaitAsync(string hash, TimeSpan most, TimeProvider time, CancellationToken cancellationToken)
    {
        var ended = _waiting.GetOrAdd(hash, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await ended.Task.WaitAsync(most, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            _waiting.TryRemove(new(hash, ended));
        }
    }

    public void Ended(string hash)
    {
        if (_waiting.TryRemove(hash, out var ended))
        {
            ended.SetResult();
        }
    }
}
