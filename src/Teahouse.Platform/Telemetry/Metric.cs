using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Teahouse.Platform.Telemetry;

enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>One metric of the exposition: what all instruments of one name have measured.</summary>
/// <param name="name">Its Prometheus name.</param>
/// <param name="help">What it means.</param>
/// <param name="kind">What it is.</param>
/// <param name="absolute">What is recorded is the value itself, not what is added to it.</param>
/// <param name="observed">It is asked for at each scrape.</param>
/// <param name="bounds">The upper bounds of a histogram's buckets, without the last.</param>
/// <param name="seriesLimit">How many series it may have.</param>
sealed class Metric(string name, string help, MetricKind kind, bool absolute, bool observed, double[]? bounds, int seriesLimit)
{
    static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    static readonly double[] Sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096, 16384, 65536];

    static readonly Dictionary<Type, MetricKind> Kinds = new()
    {
        [typeof(Counter<>)] = MetricKind.Counter,
        [typeof(ObservableCounter<>)] = MetricKind.Counter,
        [typeof(UpDownCounter<>)] = MetricKind.Gauge,
        [typeof(ObservableUpDownCounter<>)] = MetricKind.Gauge,
        [typeof(Gauge<>)] = MetricKind.Gauge,
        [typeof(ObservableGauge<>)] = MetricKind.Gauge,
        [typeof(Histogram<>)] = MetricKind.Histogram,
    };

    readonly ConcurrentDictionary<string, Series> _series = new();
    readonly Series _overflow = new("otel_metric_overflow=\"true\"", bounds) { Present = false };
    Series? _unlabelled;

    public MetricKind Kind => kind;

    /// <summary>The metric of an instrument under its Prometheus name; null for a kind that we do not know.</summary>
    public static Metric? For(Instrument instrument, int seriesLimit)
    {
        var type = instrument.GetType() is { IsGenericType: true } generic ? generic.GetGenericTypeDefinition() : null;
        if (type is null || !Kinds.TryGetValue(type, out var kind))
        {
            return null;
        }

        var observed = instrument.IsObservable;
        return new(Exposition.Name(instrument, kind), instrument.Description ?? "", kind, observed || type == typeof(Gauge<>), observed,
            kind == MetricKind.Histogram ? Bounds(instrument) : null, seriesLimit);
    }

    public string Name => name;

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = Find(tags);
        if (absolute)
        {
            series.Set(value);
        }
        else
        {
            series.Present = true;
            series.Add(value);
        }
    }

    /// <summary>What is observed anew at each scrape is forgotten before it.</summary>
    public void Forget()
    {
        if (observed)
        {
            foreach (var series in _series.Values)
            {
                series.Present = false;
            }
        }
    }

    public void Write(StringBuilder page)
    {
        var all = _series.Values.Append(_overflow).Where(s => s.Present).OrderBy(s => s.Labels, StringComparer.Ordinal).ToList();
        if (all.Count == 0)
        {
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"# HELP {name} {Exposition.EscapeHelp(help)}\n# TYPE {name} {kind.ToString().ToLowerInvariant()}\n");
        foreach (var series in all)
        {
            Write(page, series);
        }
    }

    void Write(StringBuilder page, Series series)
    {
        var (value, buckets) = series.Read();
        if (buckets is null)
        {
            Exposition.Line(page, name, series.Labels, value);
            return;
        }

        var below = 0L;
        var comma = series.Labels.Length == 0 ? "" : ",";
        for (var i = 0; i < buckets.Length; i++)
        {
            below += buckets[i];
            var bound = i < bounds!.Length ? Exposition.Number(bounds[i]) : "+Inf";
            Exposition.Line(page, $"{name}_bucket", $"{series.Labels}{comma}le=\"{bound}\"", below);
        }

        Exposition.Line(page, $"{name}_sum", series.Labels, value);
        Exposition.Line(page, $"{name}_count", series.Labels, below);
    }

    // Most instruments of the hot path have no labels: they are spared the look-up.
    Series Find(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        tags.IsEmpty ? _unlabelled ??= _series.GetOrAdd("", text => new Series(text, bounds)) : FindLabelled(tags);

    Series FindLabelled(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // The labels are looked up as a span, so that measuring costs no memory once a series is known.
        Span<char> room = stackalloc char[512];
        if (!Exposition.TryWriteLabels(tags, room, out var length))
        {
            return _overflow;
        }

        var labels = room[..length];
        if (_series.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(labels, out var series))
        {
            return series;
        }

        return _series.Count >= seriesLimit ? _overflow : _series.GetOrAdd(labels.ToString(), text => new Series(text, bounds));
    }

    static double[] Bounds(Instrument instrument)
    {
        var advised = instrument switch
        {
            Histogram<double> h => h.Advice?.HistogramBucketBoundaries,
            Histogram<long> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToList(),
            Histogram<int> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToList(),
            _ => null,
        };
        return advised is { Count: > 0 } ? [.. advised] : instrument.Unit == "s" ? Seconds : Sizes;
    }
}
