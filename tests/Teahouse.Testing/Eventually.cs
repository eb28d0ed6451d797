using System.Diagnostics;

namespace Teahouse.Testing;

/// <summary>Waits for what must come about by itself, and says what was missing when it does not.</summary>
public static class Eventually
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Looks again and again until it is true.</summary>
    /// <param name="reason">What must come about, as a sentence.</param>
    /// <param name="condition">Looks once.</param>
    /// <param name="state">What is there instead, for the message.</param>
    /// <exception cref="TimeoutException">It has not come about in 60 s.</exception>
    public static Task True(string reason, Func<bool> condition, Func<object?>? state = null) =>
        True(reason, () => Task.FromResult(condition()), state);

    /// <inheritdoc cref="True(string, Func{bool}, Func{object?})"/>
    public static async Task True(string reason, Func<Task<bool>> condition, Func<object?>? state = null)
    {
        var start = Stopwatch.GetTimestamp();
        for (var pause = 2; !await condition(); pause = Math.Min(pause * 2, 100))
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"{reason}: not in {Patience.TotalSeconds} s. {state?.Invoke()}");
            }

            await Task.Delay(pause);
        }
    }

    /// <summary>Awaits something that must end.</summary>
    public static async Task<T> Ends<T>(string reason, Task<T> task)
    {
        await True(reason, () => task.IsCompleted);
        return await task;
    }
}
