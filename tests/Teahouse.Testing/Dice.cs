namespace Teahouse.Testing;

/// <summary>Chance that can be repeated: SplitMix64 from a seed. Not for secrets.</summary>
public sealed class Dice(ulong seed)
{
    readonly Lock _gate = new();
    ulong _state = seed;

    /// <summary>From 0 to one below the bound.</summary>
    public int Next(int bound)
    {
        lock (_gate)
        {
            var z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)bound);
        }
    }

    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + (most - least) * (Next(1_000_001) / 1e6);

    public T Of<T>(IReadOnlyList<T> all) => all[Next(all.Count)];

    /// <summary>True this often out of a thousand times.</summary>
    public bool PerMille(int chance) => Next(1000) < chance;
}
