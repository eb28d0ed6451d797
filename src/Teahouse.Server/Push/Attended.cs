using System.Collections.Concurrent;
using Teahouse.Platform.Bus;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Push;

/// <summary>On which devices somebody is looking at the screen, as edges tell it; what they have not said again is over.</summary>
sealed class Attended(IBus bus, TimeProvider time) : IAsyncDisposable
{
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    readonly ConcurrentDictionary<Guid, long> _seen = new();
    IAsyncDisposable? _listening;

    public void Listen() => _listening = bus.Listen(Address.Workers, Receive);

    public bool Is(Guid session) => _seen.TryGetValue(session, out var at) && time.GetElapsedTime(at) < Lease;

    /// <summary>Forgets the devices of edges that are gone.</summary>
    public void Sweep()
    {
        foreach (var gone in _seen.Where(seen => time.GetElapsedTime(seen.Value) >= Lease))
        {
            _seen.TryRemove(gone);
        }
    }

    public ValueTask DisposeAsync() => _listening?.DisposeAsync() ?? default;

    void Receive(ReadOnlySpan<Parcel> parcels)
    {
        var now = time.GetTimestamp();
        foreach (var parcel in parcels)
        {
            foreach (var session in parcel.Kind == Parcels.Attending ? parcel.Ids() : [])
            {
                if (parcel.Body.Span[0] != 0)
                {
                    _seen[session] = now;
                }
                else
                {
                    _seen.TryRemove(session, out _);
                }
            }
        }
    }
}
