using System.Diagnostics.Metrics;
using System.Text.Json;
using Teahouse.Platform.Fetch;

namespace Teahouse.Server.Media;

/// <summary>What comes of looking at pages.</summary>
static class LinkTelemetry
{
    static readonly Meter Meter = new("Teahouse.Links");
    static readonly Counter<long> Looks =
        Meter.CreateCounter<long>("teahouse.links.looks", "{page}", "Linked pages that were fetched, by what came of it.");

    public static void Looked(bool card) => Looked(card ? "card" : "no_card");

    public static void Looked(FetchFailure failure) => Looked(JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.ToString()));

    static void Looked(string outcome) => Looks.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
