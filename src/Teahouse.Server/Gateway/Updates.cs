using System.Buffers;
using Teahouse.Platform.Bus;

namespace Teahouse.Server.Gateway;

/// <summary>Updates for the same sockets, in their order. The sockets are woken later, when each has all that was told at once.</summary>
readonly ref struct Updates
{
    readonly ReadOnlySpan<Parcel> _parcels;
    readonly ReadOnlySpan<byte> _tail;
    readonly List<Outgoing> _roused;
    readonly ReadOnlySpan<byte> _joined;

    /// <param name="parcels">Each with an update, a JSON object, as its body.</param>
    /// <param name="tail">How each ends, see <see cref="Horizon.Tail"/>.</param>
    /// <param name="roused">To this the sockets are added that are to be woken.</param>
    public Updates(ReadOnlySpan<Parcel> parcels, ReadOnlySpan<byte> tail, List<Outgoing> roused)
    {
        _parcels = parcels;
        _tail = tail;
        _roused = roused;
        _joined = parcels.Length > 1 ? Join() : default;
    }

    public int Count => _parcels.Length;

    public void PushTo(Outgoing socket)
    {
        if (Count > 1 && socket.TryPush(_joined, Count, _roused))
        {
            return;
        }

        foreach (var parcel in _parcels)
        {
            socket.Push(parcel.Body.Span[..^1], _tail, _roused);
        }
    }

    ReadOnlySpan<byte> Join()
    {
        var joined = new ArrayBufferWriter<byte>(_parcels.Length * (_parcels[0].Body.Length + _tail.Length));
        foreach (var parcel in _parcels)
        {
            if (joined.WrittenCount > 0)
            {
                joined.Write(","u8);
            }

            joined.Write(parcel.Body.Span[..^1]);
            joined.Write(_tail);
        }

        return joined.WrittenSpan;
    }
}
