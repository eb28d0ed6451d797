using Teahouse.Platform.Bus;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Server.Push;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Push;

/// <summary>Who looks at which device, as far as workers know.</summary>
public sealed class AttendedTests
{
    [Fact]
    public async Task A_device_is_looked_at_until_its_edge_says_otherwise_or_nothing_any_more()
    {
        var time = new ManualTime();
        await using var bus = new LocalBus();
        await using var attended = new Attended(bus, time);
        attended.Listen();
        var (phone, laptop) = (Ids.New(), Ids.New());
        bus.Tell(Address.Workers, Parcels.Attended([phone, laptop], true));
        Assert.True(attended.Is(phone));
        bus.Tell(Address.Workers, Parcels.Attended([phone], false));
        Assert.Equal((false, true), (attended.Is(phone), attended.Is(laptop)));

        time.Advance(TimeSpan.FromSeconds(40));
        bus.Tell(Address.Workers, Parcels.Attended([laptop], true));
        time.Advance(TimeSpan.FromSeconds(40));
        Assert.True(attended.Is(laptop));
        time.Advance(TimeSpan.FromSeconds(21));
        Assert.False(attended.Is(laptop));
        attended.Sweep();
        Assert.False(attended.Is(laptop));
    }
}
