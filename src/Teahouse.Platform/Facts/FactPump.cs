using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Teahouse.Platform.Facts;

/// <summary>
/// Brings facts to the listeners of this node: in commit order, at least once, each listener at its own place and on one node at a time;
/// and deletes what every listener has had. It survives the database being away.
/// </summary>
public sealed class FactPump : BackgroundService
{
    const int TrimAtOnce = 5000;

    readonly FactStore _store;
    readonly FactOptions _options;
    readonly Outbox _outbox;
    readonly FactMeter _meter;
    readonly TimeProvider _time;
    readonly ILogger<FactPump> _logger;
    readonly List<FactListener> _listeners = [];
    bool _alone;

    public FactPump(NpgsqlDataSource database, Outbox outbox, FactOptions options, IMeterFactory meters, TimeProvider time, ILogger<FactPump> logger)
        : this(new FactStore(database, options), outbox, options, meters, time, logger)
    {
    }

    internal FactPump(FactStore store, Outbox outbox, FactOptions options, IMeterFactory meters, TimeProvider time, ILogger<FactPump> logger) =>
        (_store, _outbox, _options, _meter, _time, _logger) = (store, outbox, options, new(meters), time, logger);

    /// <summary>Adds listeners; before the start.</summary>
    /// <param name="listeners">Who hears.</param>
    /// <param name="alone">No other node can hear for them: a lease that somebody holds is of a process that has died.</param>
    /// <exception cref="InvalidOperationException">Two have the same name, or the pump runs.</exception>
    public void Add(IEnumerable<FactListener> listeners, bool alone = false)
    {
        _alone = alone;
        _listeners.AddRange(listeners);
        if (ExecuteTask is not null || _listeners.DistinctBy(l => l.Name).Count() != _listeners.Count)
        {
            throw new InvalidOperationException("Listeners have names of their own, and are added before the start.");
        }
    }

    /// <summary>Gives every listener its place before the node serves anybody, so that a new one hears what happens from then on.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var loops = _listeners.Select(l => new ListenerLoop(l, _store, _options, _outbox.Hang(), _meter, _time, _logger)).ToList();
        await Task.WhenAll([TrimAsync(stoppingToken), .. loops.Select(l => l.RunAsync(stoppingToken))]);
    }

    // Every listener has a place before anything is trimmed.
    async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var backOff = new BackOff(_options);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await _store.RebaseAsync(cancellationToken);
                foreach (var listener in _listeners)
                {
                    await _store.RegisterAsync(listener, cancellationToken);
                    if (_alone)
                    {
                        await _store.VacateAsync(listener, cancellationToken);
                    }
                }

                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                var pause = backOff.Next();
                _logger.OutboxUnreachable("(all)", pause.TotalSeconds, e);
                await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    async Task TrimAsync(CancellationToken cancellationToken)
    {
        var trimmed = default(Place);
        var pause = TimeSpan.FromSeconds(_options.TrimEveryS);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                foreach (var name in await _store.ForgetAsync(cancellationToken))
                {
                    _logger.ListenerForgotten(name, _options.KeepAbsentListenersDays);
                }

                for (var deleted = (long)TrimAtOnce; deleted == TrimAtOnce;)
                {
                    (deleted, trimmed) = await _store.TrimAsync(trimmed, TrimAtOnce, cancellationToken);
                }

                _meter.Lag = await _store.LagAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                _logger.TrimFailed(_options.TrimEveryS, e);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
