using Teahouse.Platform;
using Xunit;

namespace Teahouse.Tests;

public sealed class FaultsTests
{
    [Fact]
    public void An_honest_server_carries_no_bug() => Assert.Null(Faults.Read(_ => null));

    [Fact]
    public void A_test_may_seed_a_bug_by_its_name() => Assert.Equal("no_tail_digest", Faults.Read(Environment("no_tail_digest", "test")));

    [Theory]
    [InlineData("no_tail_digest", null)]
    [InlineData("no_tail_digest", "production")]
    [InlineData("no_such_bug", "test")]
    public void Nobody_else_may(string bug, string? environment) =>
        Assert.Throws<InvalidOperationException>(() => Faults.Read(Environment(bug, environment)));

    static Func<string, string?> Environment(string bug, string? environment) =>
        name => name == "TEAHOUSE_SEEDED_BUG" ? bug : environment;
}
