using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Numerics;
using System.Text;

namespace Teahouse.Platform.Telemetry;

/// <summary>
/// Hears the meters of this process and writes what they measured. A unit's meter and activity source are named <c>Teahouse.Unit</c>.
/// </summary>
sealed class Metrics : IDisposable
{
    static readonly string[] Heard =
        ["System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql"];

    readonly ConcurrentDictionary<string, Metric> _metrics = new();
    readonly MeterListener _listener = new();
    readonly Lock _scrape = new();

    /// <param name="scope">The meter factory of this host; meters of another host in the same process are not heard.</param>
    /// <param name="seriesPerInstrument">How many series one instrument may have.</param>
    public Metrics(IMeterFactory scope, int seriesPerInstrument)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            var ours = instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, scope);
            if (ours && IsHeard(instrument.Meter.Name) && Metric.For(instrument, seriesPerInstrument) is { } found)
            {
                var metric = _metrics.GetOrAdd(found.Name, found);
                if (metric.Kind == found.Kind)
                {
                    listener.EnableMeasurementEvents(instrument, metric);
                }
            }
        };
        Listen<byte>();
        Listen<short>();
        Listen<int>();
        Listen<long>();
        Listen<float>();
        Listen<double>();
        Listen<decimal>();
        _listener.Start();
    }

    /// <summary>The page of all that has been measured.</summary>
    public string Write()
    {
        lock (_scrape)
        {
            foreach (var metric in _metrics.Values)
            {
                metric.Forget();
            }

            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException)
            {
                // One broken gauge must not hide the others; its own line is missing from the page.
            }

            var page = new StringBuilder();
            foreach (var metric in _metrics.Values.OrderBy(m => m.Name, StringComparer.Ordinal))
            {
                metric.Write(page);
            }

            return page.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    static bool IsHeard(string meter) => meter.StartsWith("Teahouse.", StringComparison.Ordinal) || Heard.Contains(meter);

    void Listen<T>() where T : struct, INumber<T> =>
        _listener.SetMeasurementEventCallback<T>((_, value, tags, metric) => ((Metric)metric!).Record(double.CreateSaturating(value), tags));
}
