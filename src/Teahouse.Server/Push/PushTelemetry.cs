using System.Diagnostics.Metrics;

namespace Teahouse.Server.Push;

/// <summary>What becomes of pushes.</summary>
static class PushTelemetry
{
    static readonly Meter Meter = new("Teahouse.Push");
    static readonly Counter<long> Pushes =
        Meter.CreateCounter<long>("teahouse.push.pushes", "{push}", "Pushes that were due, by what came of them.");

    public static void Ended(string outcome) => Pushes.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
