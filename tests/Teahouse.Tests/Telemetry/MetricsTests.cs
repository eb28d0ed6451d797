using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Teahouse.Platform.Telemetry;
using Xunit;

namespace Teahouse.Tests.Telemetry;

public sealed class MetricsTests : IDisposable
{
    readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    readonly IMeterFactory _factory;
    readonly Meter _kitchen;
    readonly Metrics _metrics;

    public MetricsTests()
    {
        _factory = _services.GetRequiredService<IMeterFactory>();
        _kitchen = _factory.Create("Teahouse.Kitchen");
        _metrics = new(_factory, seriesPerInstrument: 3);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void A_counter_adds_up_under_each_set_of_labels_in_whatever_order_they_come()
    {
        var served = _kitchen.CreateCounter<long>("kitchen.cups.served", "{cup}", "Cups \\ carried\nout.");
        served.Add(2, new("tea", "green"), new("guest", "Alice"));
        served.Add(3, new("guest", "Alice"), new KeyValuePair<string, object?>("tea", "green"));
        served.Add(1);

        Assert.Contains("""
            # HELP kitchen_cups_served_total Cups \\ carried\nout.
            # TYPE kitchen_cups_served_total counter
            kitchen_cups_served_total 1
            kitchen_cups_served_total{guest="Alice",tea="green"} 5

            """, _metrics.Write());
    }

    [Fact]
    public void What_a_label_holds_cannot_break_out_of_it()
    {
        _kitchen.CreateCounter<int>("orders").Add(1, new KeyValuePair<string, object?>("said by", "a\"} 9\n\\"));
        Assert.Contains("""orders_total{said_by="a\"} 9\n\\"} 1""", _metrics.Write());
    }

    [Fact]
    public void A_counter_that_goes_both_ways_and_a_gauge_are_gauges()
    {
        var guests = _kitchen.CreateUpDownCounter<int>("guests");
        guests.Add(3);
        guests.Add(-1);
        _kitchen.CreateGauge<double>("water.level", "%").Record(12.5);

        var page = _metrics.Write();
        Assert.Contains("# TYPE guests gauge\nguests 2\n", page);
        Assert.Contains("# TYPE water_level_percent gauge\nwater_level_percent 12.5\n", page);
    }

    [Fact]
    public void A_histogram_counts_what_is_at_or_below_each_bound()
    {
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] };
        var brewing = _kitchen.CreateHistogram("brewing.duration", "s", "How long.", tags: null, advice);
        foreach (var seconds in new[] { 0.25, 0.5, 0.75, 4 })
        {
            brewing.Record(seconds, new KeyValuePair<string, object?>("tea", "green"));
        }

        Assert.Contains("""
            # TYPE brewing_duration_seconds histogram
            brewing_duration_seconds_bucket{tea="green",le="0.5"} 2
            brewing_duration_seconds_bucket{tea="green",le="1"} 3
            brewing_duration_seconds_bucket{tea="green",le="+Inf"} 4
            brewing_duration_seconds_sum{tea="green"} 5.5
            brewing_duration_seconds_count{tea="green"} 4

            """, _metrics.Write());
    }

    [Fact]
    public void What_is_observed_is_asked_anew_and_what_has_gone_is_left_out()
    {
        var pots = new List<Measurement<long>> { new(1, new KeyValuePair<string, object?>("pot", "a")), new(2, new KeyValuePair<string, object?>("pot", "b")) };
        _kitchen.CreateObservableGauge("pots", () => pots);
        _kitchen.CreateObservableGauge("broken", int () => throw new InvalidOperationException());
        Assert.Contains("pots{pot=\"a\"} 1\npots{pot=\"b\"} 2\n", _metrics.Write());

        pots.RemoveAt(0);
        var page = _metrics.Write();
        Assert.DoesNotContain("pot=\"a\"", page);
        Assert.Contains("pots{pot=\"b\"} 2\n", page);
    }

    [Fact]
    public void Labels_without_end_are_counted_together_beyond_the_limit()
    {
        var orders = _kitchen.CreateCounter<int>("orders");
        for (var guest = 0; guest < 100; guest++)
        {
            orders.Add(1, new KeyValuePair<string, object?>("guest", guest));
        }

        orders.Add(1, new KeyValuePair<string, object?>("guest", new string('x', 2000)));
        Assert.Contains("orders_total{guest=\"2\"} 1\norders_total{otel_metric_overflow=\"true\"} 98\n", _metrics.Write());
    }

    [Fact]
    public void Strangers_meters_and_another_hosts_are_not_heard()
    {
        using var neighbour = new ServiceCollection().AddMetrics().BuildServiceProvider();
        neighbour.GetRequiredService<IMeterFactory>().Create("Teahouse.Kitchen").CreateCounter<int>("neighbour").Add(1);
        _factory.Create("Elsewhere").CreateCounter<int>("elsewhere").Add(1);

        var page = _metrics.Write();
        Assert.DoesNotContain("neighbour", page);
        Assert.DoesNotContain("elsewhere", page);
    }

    [Fact]
    public void Measuring_a_known_series_costs_no_memory()
    {
        var served = _kitchen.CreateCounter<long>("served");
        served.Add(1, new KeyValuePair<string, object?>("tea", "green"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            served.Add(1, new KeyValuePair<string, object?>("tea", "green"));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
