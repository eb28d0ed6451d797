using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Teahouse.Platform.Facts;

/// <summary>Serves one listener on this node while it holds its lease: read, hand over, move the place.</summary>
sealed class ListenerLoop(
    FactListener listener, FactStore store, FactOptions options, ChannelReader<bool> bell, FactMeter meter, TimeProvider time, ILogger logger)
{
    readonly Guid _holder = Guid.CreateVersion7();
    readonly BackOff _handlerFailures = new(options);
    readonly BackOff _databaseFailures = new(options);
    readonly TimeSpan _prolongAfter = TimeSpan.FromSeconds(options.LeaseS) / 3;
    readonly TimeSpan _gather = TimeSpan.FromMilliseconds(Math.Max(options.PauseMs, listener.Gather.TotalMilliseconds));

    /// <summary>Runs until cancelled; a handler or a database that fails only makes it pause.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (await TakeAsync(cancellationToken) is { } place)
                {
                    await ServeAsync(place, cancellationToken);
                }
                else
                {
                    await Task.Delay(_prolongAfter, time, cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                var pause = _databaseFailures.Next();
                logger.OutboxUnreachable(listener.Name, pause.TotalSeconds, e);
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await ReleaseAsync();
    }

    // A listener that was forgotten while it was away begins anew.
    async Task<Place?> TakeAsync(CancellationToken cancellationToken)
    {
        if (await store.TakeAsync(listener, _holder, cancellationToken) is { } place)
        {
            return place;
        }

        await store.RegisterAsync(listener, cancellationToken);
        return await store.TakeAsync(listener, _holder, cancellationToken);
    }

    // Answers when the lease is lost or the handler has failed; the place is then asked for again.
    async Task ServeAsync(Place place, CancellationToken cancellationToken)
    {
        for (var prolonged = time.GetTimestamp(); ;)
        {
            var began = time.GetTimestamp();
            bell.TryRead(out _);
            var reading = await store.ReadAsync(listener, place, cancellationToken);
            _databaseFailures.Reset();
            if (reading.Heard.Count > 0 && !await HandleAsync(reading.Heard, cancellationToken))
            {
                return;
            }

            if (reading.End != place && !await store.AdvanceAsync(listener, _holder, reading.End, cancellationToken))
            {
                logger.LeaseLost(listener.Name);
                return;
            }

            (place, var full) = (reading.End, reading.Full);
            meter.Handled(listener, reading.Heard.Count);
            if (!full)
            {
                await WaitAsync(began, cancellationToken);
            }

            if (time.GetElapsedTime(prolonged) >= _prolongAfter)
            {
                prolonged = time.GetTimestamp();
                if (await store.TakeAsync(listener, _holder, cancellationToken) is null)
                {
                    logger.LeaseLost(listener.Name);
                    return;
                }
            }
        }
    }

    // Prolongs the lease while the handler works, and stops the handler when the lease is lost.
    async Task<bool> HandleAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var handling = listener.Handler(facts, lost.Token);
            while (!handling.IsCompleted)
            {
                using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await Task.WhenAny(handling, Task.Delay(_prolongAfter, time, done.Token));
                await done.CancelAsync();
                if (!handling.IsCompleted && !await ProlongAsync(cancellationToken))
                {
                    await lost.CancelAsync();
                }
            }

            await handling;
            _handlerFailures.Reset();
            return true;
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            logger.LeaseLost(listener.Name);
            return false;
        }
        catch (Exception e)
        {
            meter.Failed(listener);
            var pause = _handlerFailures.Next();
            logger.ListenerFailed(listener.Name, facts.Count, pause.TotalSeconds, _handlerFailures.Tries, e);
            await Task.Delay(pause, time, cancellationToken);
            return false;
        }
    }

    async Task<bool> ProlongAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await store.TakeAsync(listener, _holder, cancellationToken) is not null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Without the database nobody else can take the lease either; moving the place will tell whether it was kept.
            logger.OutboxUnreachable(listener.Name, _prolongAfter.TotalSeconds, e);
            return true;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    // Lets facts gather for a moment, then waits to be woken.
    async Task WaitAsync(long began, CancellationToken cancellationToken)
    {
        var pause = _gather - time.GetElapsedTime(began);
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, time, cancellationToken);
        }

        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(bell.WaitToReadAsync(woken.Token).AsTask(), Task.Delay(TimeSpan.FromMilliseconds(options.PollMs), time, woken.Token));
        await woken.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    async Task ReleaseAsync()
    {
        try
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
            await store.ReleaseAsync(listener, _holder, soon.Token);
        }
        catch (Exception e)
        {
            // The lease ends by itself.
            logger.OutboxUnreachable(listener.Name, options.LeaseS, e);
        }
    }
}
