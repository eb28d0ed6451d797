namespace Teahouse.Platform.Facts;

/// <summary>Pauses that double from 100 ms up to a limit, each shortened by up to a half at random so that nodes do not march in step.</summary>
sealed class BackOff(FactOptions options)
{
    static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    public int Tries { get; private set; }

    public void Reset() => Tries = 0;

    public TimeSpan Next()
    {
        var doubled = First * Math.Pow(2, Math.Min(Tries++, 20));
        var longest = TimeSpan.FromSeconds(options.LongestBackOffS);
        return (doubled < longest ? doubled : longest) * (1 - (Random.Shared.NextDouble() / 2));
    }
}
