using Teahouse.Server.Accounts;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Accounts;

public sealed class LimiterTests
{
    readonly ManualTime _time = new();

    [Fact]
    public void A_key_has_its_goes_at_once_and_then_waits_for_the_next()
    {
        var limiter = new Limiter(3, TimeSpan.FromMinutes(3), 1_000, _time);
        Assert.All(Enumerable.Range(0, 3), _ => Assert.Equal(TimeSpan.Zero, limiter.Take("mallory")));
        Assert.Equal(TimeSpan.FromMinutes(1), limiter.Take("mallory"));

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(TimeSpan.FromSeconds(1), limiter.Take("mallory"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, limiter.Take("mallory"));
        Assert.Equal(TimeSpan.FromMinutes(1), limiter.Take("mallory"));
    }

    [Fact]
    public void One_key_does_not_use_up_another()
    {
        var limiter = new Limiter(1, TimeSpan.FromMinutes(1), 1_000, _time);
        Assert.Equal(TimeSpan.Zero, limiter.Take("mallory"));
        Assert.Equal(TimeSpan.Zero, limiter.Take("alice"));
        Assert.NotEqual(TimeSpan.Zero, limiter.Take("mallory"));
    }

    [Fact]
    public void What_is_given_back_can_be_taken_again_and_never_adds_up_to_more()
    {
        var limiter = new Limiter(2, TimeSpan.FromMinutes(2), 1_000, _time);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(TimeSpan.Zero, limiter.Take("alice"));
            limiter.GiveBack("alice");
        }

        limiter.GiveBack("alice");
        Assert.Equal(TimeSpan.Zero, limiter.Take("alice"));
        Assert.Equal(TimeSpan.Zero, limiter.Take("alice"));
        Assert.NotEqual(TimeSpan.Zero, limiter.Take("alice"));
    }

    [Fact]
    public void A_key_that_keeps_trying_is_remembered_while_a_flood_of_others_is_forgotten()
    {
        var limiter = new Limiter(1, TimeSpan.FromDays(1), 1_000, _time);
        Assert.Equal(TimeSpan.Zero, limiter.Take("alice"));
        for (var i = 0; i < 400; i++)
        {
            limiter.Take($"other {i}");
        }

        Assert.NotEqual(TimeSpan.Zero, limiter.Take("alice"));
        for (var i = 0; i < 100_000; i++)
        {
            limiter.Take($"flood {i}");
        }

        Assert.InRange(limiter.Remembered, 1, 1_000);
    }

    [Fact]
    public void Many_at_once_get_exactly_the_goes_there_are()
    {
        var limiter = new Limiter(10, TimeSpan.FromMinutes(7), 1_000, _time);
        var taken = 0;
        Parallel.For(0, 1_000, _ =>
        {
            if (limiter.Take("mallory") == TimeSpan.Zero)
            {
                Interlocked.Increment(ref taken);
            }
        });
        Assert.Equal(10, taken);
    }
}
