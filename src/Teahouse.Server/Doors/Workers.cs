using Teahouse.Platform.Facts;

namespace Teahouse.Server.Doors;

/// <summary>Where a unit names the facts that it listens to.</summary>
public sealed class Workers(IServiceProvider services)
{
    readonly List<FactListener> _listeners = [];

    public IServiceProvider Services { get; } = services;

    public IReadOnlyList<FactListener> Listeners => _listeners;

    public void Listen(
        string name, IReadOnlyList<string> topics, FactHandler handler, FactStart start = FactStart.Oldest, TimeSpan gather = default) =>
        _listeners.Add(new(name, topics, handler, start, gather));
}
