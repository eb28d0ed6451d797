using Teahouse.Testing;

namespace Teahouse.Tests.Media.Hostile;

/// <summary>Good files that something has happened to.</summary>
static class Damage
{
    const int Flips = 5;

    /// <summary>Cut at several places, and with bits turned over; the same every time.</summary>
    public static IEnumerable<HostileFile> Of(string name, string type, byte[] good, ulong seed)
    {
        foreach (var (where, length) in new[] { ("early", good.Length / 20), ("in the middle", good.Length / 2), ("late", good.Length * 9 / 10), ("at the last byte", good.Length - 1) })
        {
            yield return new($"{name} cut {where}", type, good[..length]);
        }

        for (var i = 0; i < Flips; i++)
        {
            var dice = new Dice(seed + (ulong)i);
            var flipped = (byte[])good.Clone();

            // A few in the beginning, where structure is, and more all over.
            for (var flip = 0; flip < 3 + (10 * i); flip++)
            {
                flipped[dice.Next(flip < 3 ? Math.Min(flipped.Length, 600) : flipped.Length)] ^= (byte)(1 << dice.Next(8));
            }

            yield return new($"{name} with {3 + (10 * i)} bits turned over", type, flipped);
        }
    }
}
