using System.Numerics;

namespace Teahouse.Load;

/// <summary>A histogram of microseconds: exact to 64, then to 1.6 %.</summary>
sealed class Latencies
{
    readonly long[] _counts = new long[64 * 34];

    public long Count { get; private set; }

    public void Add(long microseconds)
    {
        _counts[Bucket(Math.Clamp(microseconds, 0, 1L << 38))]++;
        Count++;
    }

    /// <summary>The value that a share of all does not exceed, in milliseconds.</summary>
    public double Milliseconds(double share)
    {
        var left = (long)Math.Ceiling(Count * share);
        for (var i = 0; i < _counts.Length; i++)
        {
            if ((left -= _counts[i]) <= 0 && Count > 0)
            {
                return Value(i) / 1000.0;
            }
        }

        return 0;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
    }

    static int Bucket(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value | 1) - 5);
        return shift == 0 ? (int)value : shift * 32 + (int)(value >> shift);
    }

    static long Value(int bucket) => bucket < 64 ? bucket : (long)(bucket % 32 + 32) << (bucket / 32 - 1);
}
