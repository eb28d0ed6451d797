using System.Collections.Concurrent;

namespace Teahouse.Server.Chat;

/// <summary>
/// Changes that no writer commits, from before their commit until they are told. The horizon waits for them as it waits for the writers:
/// otherwise a device could take a cursor beyond a change that it has not been told.
/// </summary>
sealed class Tellings
{
    readonly ConcurrentDictionary<Task, bool> _underWay = [];

    /// <summary>Commits something and tells it.</summary>
    public async Task<T> DoAsync<T>(Func<Task<T>> commitAndTell)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _underWay[ended.Task] = true;
        try
        {
            return await commitAndTell();
        }
        finally
        {
            _underWay.TryRemove(ended.Task, out _);
            ended.SetResult();
        }
    }

    /// <summary>After this, all that was committed before it was asked for has been told.</summary>
    public Task BarrierAsync() => _underWay.IsEmpty ? Task.CompletedTask : Task.WhenAll(_underWay.Keys);
}
