using System.Collections.Concurrent;

namespace Teahouse.Server.Gateway;

/// <summary>What one user or address has used up, kept by <see cref="Buckets"/>.</summary>
sealed class Bucket
{
    /// <summary>The moment at which the bucket is full again.</summary>
    internal long FullAt;

    /// <summary>Sockets that take from this bucket without looking it up.</summary>
    internal int Holders;
}

/// <summary>
/// Token buckets as GCRA (ITU-T I.371): one number each, no allocation to take from one, no timer to fill it.
/// Full buckets are forgotten; whoever comes when the table is full shares one bucket with the others who do.
/// </summary>
/// <param name="name">The policy's name in the RateLimit headers.</param>
/// <param name="perSecond">Tokens that come back per second.</param>
/// <param name="burst">Tokens that a full bucket holds.</param>
/// <param name="capacity">Buckets kept at most.</param>
/// <param name="time">The clock.</param>
sealed class Buckets(string name, double perSecond, int burst, int capacity, TimeProvider time)
{
    readonly ConcurrentDictionary<UInt128, Bucket> _buckets = new();
    readonly Bucket _crowd = new();
    readonly long _token = (long)(time.TimestampFrequency / perSecond);
    int _count;

    /// <summary>The RateLimit-Policy header (draft-ietf-httpapi-ratelimit-headers).</summary>
    public string Policy { get; } = $"\"{name}\";q={burst};w={Math.Max(1, (int)Math.Ceiling(burst / perSecond))}";

    public string Name => name;

    public Bucket Of(UInt128 key)
    {
        if (_buckets.TryGetValue(key, out var bucket))
        {
            return bucket;
        }

        if (Volatile.Read(ref _count) >= capacity)
        {
            return _crowd;
        }

        var mine = new Bucket();
        bucket = _buckets.GetOrAdd(key, mine);
        if (ReferenceEquals(bucket, mine))
        {
            Interlocked.Increment(ref _count);
        }

        return bucket;
    }

    /// <summary>Keeps a bucket for as long as a socket uses it.</summary>
    public Bucket Hold(UInt128 key)
    {
        var bucket = Of(key);
        Interlocked.Increment(ref bucket.Holders);
        return bucket;
    }

    public static void Release(Bucket bucket) => Interlocked.Decrement(ref bucket.Holders);

    /// <summary>Takes one token.</summary>
    /// <returns>Zero when there was one, else how long until there is one.</returns>
    public TimeSpan Take(Bucket bucket)
    {
        var now = time.GetTimestamp();
        while (true)
        {
            var fullAt = Volatile.Read(ref bucket.FullAt);
            var next = Math.Max(fullAt, now) + _token;
            if (next - now > _token * burst)
            {
                return time.GetElapsedTime(now + (_token * burst), next);
            }

            if (Interlocked.CompareExchange(ref bucket.FullAt, next, fullAt) == fullAt)
            {
                return TimeSpan.Zero;
            }
        }
    }

    /// <summary>How long until there is a token; takes none.</summary>
    public TimeSpan Look(Bucket bucket)
    {
        var now = time.GetTimestamp();
        var next = Math.Max(Volatile.Read(ref bucket.FullAt), now) + _token;
        return next - now > _token * burst ? time.GetElapsedTime(now + (_token * burst), next) : TimeSpan.Zero;
    }

    /// <summary>Forgets the full buckets that no socket holds.</summary>
    public void Sweep()
    {
        var now = time.GetTimestamp();
        foreach (var pair in _buckets)
        {
            if (pair.Value.FullAt <= now && Volatile.Read(ref pair.Value.Holders) == 0 && _buckets.TryRemove(pair))
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }
}
