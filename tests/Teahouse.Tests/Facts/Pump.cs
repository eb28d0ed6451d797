using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Teahouse.Platform.Facts;
using Teahouse.Testing;

namespace Teahouse.Tests.Facts;

/// <summary>A node that only listens.</summary>
sealed class Pump : IAsyncDisposable
{
    readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    readonly FactPump _pump;

    Pump(TestDatabase database, FactOptions options, bool byPosition, bool alone, FactListener[] listeners)
    {
        var store = new FactStore(database.DataSource, options) { ReadsByPosition = byPosition };
        var meters = _services.GetRequiredService<IMeterFactory>();
        _pump = new FactPump(store, Outbox, options, meters, TimeProvider.System, NullLogger<FactPump>.Instance);
        _pump.Add(listeners, alone);
    }

    public Outbox Outbox { get; } = new();

    public static Task<Pump> StartAsync(TestDatabase database, params FactListener[] listeners) =>
        StartAsync(database, new FactOptions { PauseMs = 10, PollMs = 50, LeaseS = 1, TrimEveryS = 1 }, listeners);

    public static Task<Pump> StartAsync(TestDatabase database, FactOptions options, params FactListener[] listeners) =>
        StartAsync(database, options, byPosition: false, listeners);

    public static Task<Pump> StartAloneAsync(TestDatabase database, FactOptions options, params FactListener[] listeners) =>
        StartAsync(new Pump(database, options, byPosition: false, alone: true, listeners));

    public static Task<Pump> StartAsync(TestDatabase database, FactOptions options, bool byPosition, params FactListener[] listeners) =>
        StartAsync(new Pump(database, options, byPosition, alone: false, listeners));

    static async Task<Pump> StartAsync(Pump pump)
    {
        await pump._pump.StartAsync(CancellationToken.None);
        return pump;
    }

    public async ValueTask DisposeAsync()
    {
        await _pump.StopAsync(CancellationToken.None);
        _pump.Dispose();
        await _services.DisposeAsync();
    }
}
