using Teahouse.Platform.Telemetry;
using Xunit;

namespace Teahouse.Tests.Telemetry;

public sealed class ReadinessTests
{
    [Fact]
    public async Task It_is_ready_when_nothing_speaks_against_it()
    {
        var readiness = new Readiness([new("kettle", _ => new((string?)null))]);
        Assert.Empty(await readiness.WhyNotAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Every_reason_is_told_also_that_of_a_check_that_breaks_or_never_answers()
    {
        var readiness = new Readiness(
        [
            new("kettle", _ => new("cold")),
            new("cups", _ => throw new InvalidOperationException("secret")),
            new("guests", async cancellationToken =>
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return null;
            }),
        ]);
        Assert.Equal(
            ["kettle: cold", "cups: InvalidOperationException", "guests: no answer in time"],
            await readiness.WhyNotAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task It_is_never_ready_again_once_it_drains()
    {
        var readiness = new Readiness([]);
        readiness.Drain();
        Assert.Equal(["server: draining"], await readiness.WhyNotAsync(TestContext.Current.CancellationToken));
    }
}
