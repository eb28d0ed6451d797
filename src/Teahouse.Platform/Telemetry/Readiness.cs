namespace Teahouse.Platform.Telemetry;

/// <summary>Whether this node can be sent work: every check holds, and it is not draining.</summary>
public sealed class Readiness(IEnumerable<ReadinessCheck> checks)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    readonly ReadinessCheck[] _checks = [.. checks];
    volatile bool _draining;

    /// <summary>From now on the node is not ready, for good.</summary>
    public void Drain() => _draining = true;

    /// <summary>Every reason why the node is not ready, as <c>name: reason</c>; none when it is. A check may take two seconds.</summary>
    public async Task<IReadOnlyList<string>> WhyNotAsync(CancellationToken cancellationToken)
    {
        if (_draining)
        {
            return ["server: draining"];
        }

        var answers = await Task.WhenAll(_checks.Select(check => AskAsync(check, cancellationToken)));
        return [.. answers.OfType<string>()];
    }

    static async Task<string?> AskAsync(ReadinessCheck check, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await check.WhyNotAsync(patience.Token).AsTask().WaitAsync(patience.Token) is { } reason ? $"{check.Name}: {reason}" : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{check.Name}: no answer in time";
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // A check that breaks must not take the answer down with it, and its message might hold a secret.
            return $"{check.Name}: {e.GetType().Name}";
        }
    }
}
