using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Teahouse.Protocol;

namespace Teahouse.Server.Gateway;

/// <summary>
/// The one timer behind all sockets: a wheel of quarter seconds that turns once per heartbeat, and two queues of deadlines. A socket has
/// its heartbeat in the slot in which it got ready, and is looked at for silence half a turn later.
/// </summary>
sealed class Clock(
    GatewayOptions options, Roster roster, Hub hub, Presences presences, Admission admission, Beats beats, Sightings sightings,
    Attention attention, TimeProvider time, ILogger<Clock> log)
    : BackgroundService, IHostedLifecycleService
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan HelloTime = TimeSpan.FromSeconds(10);
    static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(5);

    readonly Lock _gate = new();
    readonly HashSet<Connection>[] _wheel = [.. Enumerable.Range(0, options.HeartbeatS * 4).Select(_ => new HashSet<Connection>())];
    readonly Queue<(Connection Socket, long At)> _hellos = new();
    readonly Queue<(Connection Socket, long At)> _closings = new();
    readonly long _start = time.GetTimestamp();
    long _steps;
    volatile bool _stopping;

    /// <summary>True from the moment the node begins to stop.</summary>
    public bool Stopping => _stopping;

    /// <summary>How long a socket may be silent.</summary>
    public TimeSpan Silence { get; } = TimeSpan.FromSeconds(2.5 * options.HeartbeatS);

    /// <summary>Closes the socket unless it says hello in time.</summary>
    public void AwaitHello(Connection socket)
    {
        lock (_gate)
        {
            _hellos.Enqueue((socket, time.GetTimestamp()));
        }
    }

    /// <summary>Breaks the line unless the client answers the close frame in time.</summary>
    public void AwaitClose(Connection socket)
    {
        lock (_gate)
        {
            _closings.Enqueue((socket, time.GetTimestamp()));
        }
    }

    public void Enter(Connection socket)
    {
        lock (_gate)
        {
            socket.Slot = (int)(_steps % _wheel.Length);
            _wheel[socket.Slot].Add(socket);
        }
    }

    public void Leave(Connection socket)
    {
        lock (_gate)
        {
            _wheel[socket.Slot].Remove(socket);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends the sockets away before the web server stops, a few at a time.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        var sockets = roster.All;
        if (sockets.Count == 0)
        {
            return;
        }

        log.Draining(sockets.Count);
        var rounds = Math.Max(1, (int)(options.DrainS * 10));
        foreach (var few in sockets.Chunk((sockets.Count + rounds - 1) / rounds))
        {
            foreach (var socket in few)
            {
                socket.Close(CloseCode.GoingAway);
            }

            // The world's clock, not ours: clients are to come back spread over real time.
            await Task.Delay(TimeSpan.FromSeconds(options.DrainS / rounds), CancellationToken.None);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Turn();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping ends the loop.
        }
    }

    void Turn()
    {
        try
        {
            // A late timer catches up, but no further than one turn.
            var passed = (long)(time.GetElapsedTime(_start) / Step);
            for (_steps = Math.Max(_steps, passed - _wheel.Length); _steps < passed;)
            {
                Visit();
            }

            Expire(_hellos, HelloTime, static socket => socket.HelloMissed());
            Expire(_closings, CloseTime, static socket => socket.Abort());
            presences.Turn();
            hub.Turn();
            sightings.Turn();
            attention.Turn();
            if (_steps % 40 == 0)
            {
                admission.Users.Sweep();
                admission.Addresses.Sweep();
            }
        }
        catch (Exception e)
        {
            log.TurnFailed(e);
        }
    }

    void Visit()
    {
        Connection[] due, listened;
        lock (_gate)
        {
            _steps++;
            due = [.. _wheel[_steps % _wheel.Length]];
            listened = [.. _wheel[(_steps + (_wheel.Length / 2)) % _wheel.Length]];
        }

        foreach (var socket in listened)
        {
            if (time.GetElapsedTime(socket.HeardAt) >= Silence)
            {
                socket.Close(CloseCode.HeartbeatMissed);
            }
        }

        if (due.Length > 0)
        {
            _ = beats.SendAsync(due);
        }
    }

    void Expire(Queue<(Connection Socket, long At)> queue, TimeSpan allowed, Action<Connection> expired)
    {
        while (true)
        {
            Connection socket;
            lock (_gate)
            {
                if (!queue.TryPeek(out var first) || time.GetElapsedTime(first.At) < allowed)
                {
                    return;
                }

                socket = queue.Dequeue().Socket;
            }

            expired(socket);
        }
    }
}
