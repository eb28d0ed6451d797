using System.Runtime.InteropServices;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Gateway;

/// <summary>How far a conversation has come, to be told to those who have not got it open.</summary>
/// <param name="Conversation">Which.</param>
/// <param name="Seq">Its last seq.</param>
/// <param name="N">Its last n.</param>
/// <param name="Audience">Its members as a parcel has them; empty for those of a wide conversation.</param>
readonly record struct News(Guid Conversation, long Seq, long N, ReadOnlyMemory<byte> Audience);

/// <summary>
/// Holds back what happens in conversations that devices have not got open, so that they are told at most once a second of each. What has
/// not been told yet no cursor may lead past: the horizon waits for it.
/// </summary>
sealed class Activities(TimeProvider time)
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    readonly Lock _gate = new();
    readonly Dictionary<Guid, Held> _held = [];
    readonly long _pause = (long)(Pause.TotalSeconds * time.TimestampFrequency);
    (Horizon Horizon, long Stamp)? _waiting;
    (Horizon Horizon, long Stamp)? _next;
    volatile Horizon? _horizon;
    long _stamp;
    bool _telling;

    /// <summary>The cursor below which everything has been told to the sockets of this edge; null as long as none is known.</summary>
    public Horizon? Horizon => _horizon;

    /// <summary>The first horizon, unless there is one.</summary>
    public void Begin(Horizon horizon)
    {
        lock (_gate)
        {
            _horizon ??= horizon;
        }
    }

    /// <summary>The core has told this edge everything below a cursor; it counts once the edge has told its sockets.</summary>
    public void Reach(Horizon horizon)
    {
        lock (_gate)
        {
            var reached = (horizon, ++_stamp);
            if (_waiting is null)
            {
                _waiting = reached;
            }
            else
            {
                // Whatever lies between two that wait is of no use any more.
                _next = reached;
            }

            Release();
        }
    }

    /// <summary>Something has happened.</summary>
    /// <param name="place">What. A line that is shown is told soon, anything else within a second.</param>
    /// <param name="audience">See <see cref="News"/>.</param>
    public void Note(LogPlace place, ReadOnlyMemory<byte> audience)
    {
        lock (_gate)
        {
            ref var held = ref CollectionsMarshal.GetValueRefOrAddDefault(_held, place.Conversation, out var known);
            var now = time.GetTimestamp();
            var soon = known ? held.ToldAt + _pause : now;
            if (!known || !held.IsPending)
            {
                held = held with { IsPending = true, Due = place.Shown ? soon : now + _pause, Stamp = ++_stamp };
            }
            else if (place.Shown)
            {
                held = held with { Due = Math.Min(held.Due, soon) };
            }

            // Two owners, one after the other, may be heard out of order; the later of them knows who is in it.
            held = held with
            {
                Seq = Math.Max(held.Seq, place.Seq), N = Math.Max(held.N, place.N), Audience = place.Seq >= held.Seq ? audience : held.Audience,
                ToldAt = known ? held.ToldAt : now - _pause,
            };
        }
    }

    /// <summary>Takes what is due. Whoever gets anything tells it and then calls <see cref="Told"/>; meanwhile nobody else gets any.</summary>
    public IReadOnlyList<News> Take()
    {
        lock (_gate)
        {
            if (_telling || _held.Count == 0)
            {
                return [];
            }

            var now = time.GetTimestamp();
            var due = new List<News>();
            foreach (var (conversation, held) in _held)
            {
                if (held.IsPending && held.Due <= now)
                {
                    due.Add(new(conversation, held.Seq, held.N, held.Audience));
                    CollectionsMarshal.GetValueRefOrNullRef(_held, conversation) = held with { IsPending = false, ToldAt = now, Audience = default };
                }
                else if (!held.IsPending && held.ToldAt + _pause <= now)
                {
                    _held.Remove(conversation);
                }
            }

            _telling = due.Count > 0;
            return due;
        }
    }

    /// <summary>All that was taken has been pushed.</summary>
    public void Told()
    {
        lock (_gate)
        {
            _telling = false;
            Release();
        }
    }

    void Release()
    {
        while (_waiting is ({ } horizon, var stamp) && !_telling && !_held.Values.Any(held => held.IsPending && held.Stamp < stamp))
        {
            (_horizon, _waiting, _next) = (horizon, _next, null);
        }
    }

    /// <summary>A conversation in which something happened within the last second or so.</summary>
    readonly record struct Held(long Seq, long N, ReadOnlyMemory<byte> Audience, bool IsPending, long Due, long ToldAt, long Stamp);
}
