using System.Collections.Frozen;

namespace Teahouse.Platform.Calls;

/// <summary>Carries out one command.</summary>
public delegate ValueTask<Reply> CallHandler(Call call, CancellationToken cancellationToken);

/// <summary>The commands that this node carries out, by name. Filled at start, then read by every thread.</summary>
public sealed class CallTable
{
    readonly Dictionary<string, CallHandler> _handlers = [];
    FrozenDictionary<string, CallHandler>? _frozen;

    public IReadOnlyCollection<string> Names => _handlers.Keys;

    /// <exception cref="InvalidOperationException">The name has a handler already, or the table is in use.</exception>
    public void Add(string name, CallHandler handler)
    {
        if (_frozen is not null || !_handlers.TryAdd(name, handler))
        {
            throw new InvalidOperationException($"The command {name} cannot be added: it has a handler, or the table is in use.");
        }
    }

    /// <summary>Carries a call out by its handler.</summary>
    /// <exception cref="InvalidOperationException">This node does not carry out that command: whoever sent it here has another table.</exception>
    public ValueTask<Reply> CarryOutAsync(Call call, CancellationToken cancellationToken) =>
        Find(call.Name) is { } handler
            ? handler(call, cancellationToken)
            : throw new InvalidOperationException($"No unit of this node carries out {call.Name}.");

    public CallHandler? Find(string name) => (_frozen ??= _handlers.ToFrozenDictionary()).GetValueOrDefault(name);
}
