using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Testing;

public sealed class ManualTimeTests
{
    [Fact]
    public void Timers_run_when_they_fall_due_in_order_and_see_their_own_time()
    {
        var time = new ManualTime();
        var start = time.GetUtcNow();
        var seen = new List<(string Who, double At)>();
        using var slow = time.CreateTimer(_ => seen.Add(("slow", (time.GetUtcNow() - start).TotalSeconds)), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var often = time.CreateTimer(_ => seen.Add(("often", (time.GetUtcNow() - start).TotalSeconds)), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(seen);
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([("often", 2), ("often", 4), ("slow", 5), ("often", 6)], seen);
        Assert.Equal(6, (time.GetUtcNow() - start).TotalSeconds);
    }

    [Fact]
    public async Task A_delay_ends_when_its_time_has_come_and_not_before()
    {
        var time = new ManualTime();
        var delay = Task.Delay(TimeSpan.FromMinutes(10), time, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromMinutes(9));
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));
        await delay;
        Assert.Equal(TimeSpan.FromMinutes(10), time.GetElapsedTime(new ManualTime().GetTimestamp()));
    }
}
