using System.Collections.Concurrent;
using System.Diagnostics;

namespace Teahouse.Platform.Sandbox;

/// <summary>
/// Starts processes from one thread of its own. A child that is to die with its parent dies with the thread that started it (prctl(2),
/// PR_SET_PDEATHSIG), and threads of the pool come and go.
/// </summary>
sealed class Launcher : IDisposable
{
    readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> _orders = [];

    public Launcher() => new Thread(Run) { IsBackground = true, Name = "launcher" }.Start();

    public Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _orders.Add((start, started));
        return started.Task;
    }

    /// <summary>Ends the thread, and so whatever it has started that still runs.</summary>
    public void Dispose() => _orders.CompleteAdding();

    void Run()
    {
        foreach (var (start, started) in _orders.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        }

        _orders.Dispose();
    }
}
