using Teahouse.Load;
using Xunit;

namespace Teahouse.Tests.Load;

public sealed class LatenciesTests
{
    [Theory]
    [InlineData(.5, 50)]
    [InlineData(.99, 99)]
    [InlineData(.999, 100)]
    [InlineData(1, 100)]
    public void A_share_of_a_hundred_latencies_lies_below_the_one_of_that_number(double share, double expected)
    {
        var latencies = new Latencies();
        foreach (var number in Enumerable.Range(1, 100).Reverse())
        {
            latencies.Add(number * 1000);
        }

        Assert.InRange(latencies.Milliseconds(share), expected * .968, expected);
    }

    [Fact]
    public void Short_latencies_are_exact_and_very_long_ones_are_within_a_part_of_thirty_two()
    {
        foreach (var microseconds in Enumerable.Range(0, 64).Select(i => (long)i).Concat([64, 65, 1_000, 123_456, 60_000_000, 600_000_000]))
        {
            var latencies = new Latencies();
            latencies.Add(microseconds);
            Assert.InRange(latencies.Milliseconds(1), microseconds < 64 ? microseconds / 1000.0 : microseconds / 1000.0 * 31 / 32, microseconds / 1000.0);
        }
    }

    [Fact]
    public void None_at_all_is_zero()
    {
        var latencies = new Latencies();
        Assert.Equal(0, latencies.Milliseconds(.99));
        latencies.Add(5);
        latencies.Clear();
        Assert.Equal(0, latencies.Milliseconds(.99));
    }
}
