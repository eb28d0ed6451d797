using Teahouse.Platform.Bus;

namespace Teahouse.Tests.Bus;

public sealed class LocalBusTests : BusContract
{
    protected override ValueTask<IBus> CreateAsync() => new(new LocalBus());
}
