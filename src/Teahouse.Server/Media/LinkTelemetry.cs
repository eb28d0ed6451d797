using System.Diagnostics.Metrics;

namespace Teahouse.Server.Media;

/// <summary>What comes of looking at pages.</summary>
static class LinkTelemetry
{
    static readonly Meter Meter = new("Teahouse.Links");
    static readonly Counter<long> Looks = Meter.CreateCounter<long>("teahouse.links.looks", "{page}", "Linked pages that were fetched, by what came of it.");

    public static void Looked(string outcome) => Looks.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
