using System.Diagnostics.Metrics;

namespace Teahouse.Platform.Facts;

/// <summary>What the pump measures, by listener.</summary>
sealed class FactMeter
{
    readonly Counter<long> _handled;
    readonly Counter<long> _failed;

    public FactMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Teahouse.Facts");
        _handled = meter.CreateCounter<long>("teahouse.facts.handled", "{fact}", "Facts that a listener has had");
        _failed = meter.CreateCounter<long>("teahouse.facts.failures", "{try}", "Times that a listener's handler failed");
        meter.CreateObservableGauge(
            "teahouse.facts.lag", () => Lag.Select(l => new Measurement<double>(l.Value, Tag(l.Key))), "s", "How long a listener's oldest fact has waited");
    }

    public IReadOnlyDictionary<string, double> Lag { get; set; } = new Dictionary<string, double>();

    public void Handled(FactListener listener, int facts) => _handled.Add(facts, Tag(listener.Name));

    public void Failed(FactListener listener) => _failed.Add(1, Tag(listener.Name));

    static KeyValuePair<string, object?> Tag(string listener) => new("listener", listener);
}
