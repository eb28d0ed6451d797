using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Teahouse.Load.Peers;

namespace Teahouse.Load.Growth;

/// <summary>What the curves have shown.</summary>
sealed record GrowthReport(DateTimeOffset At, string Machine, double Load, GrowthOptions Options, IReadOnlyList<Curve> Curves)
{
    const double Flat = 1.3;

    public string ToJson() => JsonSerializer.Serialize(this, GrowthJson.Default.GrowthReport);

    /// <summary>The page, with a picture for each curve beside it.</summary>
    /// <param name="picture">The name of a curve's file.</param>
    public string ToMarkdown(Func<Curve, string> picture)
    {
        var page = new StringBuilder();
        page.AppendLine(CultureInfo.InvariantCulture, $"""
            # The cost of a message as things grow, {At:yyyy-MM-dd}

            {Machine}; load {Load:0.00} when it began; {Options.Rounds} rounds of {Options.Seconds} s each. Figures are medians, with the
            smallest and the largest. Goal: at most {Flat}× the cost of the smallest size.
            """);
        foreach (var curve in Curves)
        {
            var sizes = Sizes(curve);
            var most = sizes.Max(size => size.Both.Middle) / sizes[0].Both.Middle;
            page.AppendLine(CultureInfo.InvariantCulture, $"""

                ## {curve.Of}

                {curve.How} At most {most:0.00}× the smallest: {(most <= Flat ? "reached" : "**not reached**")}.

                ![{curve.Of}]({picture(curve)})

                | {curve.Of} | delivered/s | p99 ms | server µs | database µs | both µs | × the smallest |
                |---|---|---|---|---|---|---|
                """);
            foreach (var size in sizes)
            {
                var ratio = size.Both.Middle / sizes[0].Both.Middle;
                page.AppendLine(CultureInfo.InvariantCulture,
                    $"| {size.Size} | {size.Delivered} | {size.P99} | {size.Server} | {size.Database} | {size.Both} | {ratio:0.00} |");
            }
        }

        return page.ToString();
    }

    public static string Draw(Curve curve)
    {
        var sizes = Sizes(curve);
        return Plot.Draw($"CPU of a message, by {curve.Of}", curve.Of, "µs a message",
            [new("server and database", sizes.ConvertAll(s => (s.Size, s.Both))), new("database", sizes.ConvertAll(s => (s.Size, s.Database)))]);
    }

    static List<(double Size, Spread Delivered, Spread P99, Spread Server, Spread Database, Spread Both)> Sizes(Curve curve) =>
    [
        .. from point in curve.Points
           group point.Round by point.Size into rounds
           orderby rounds.Key
           select ((double)rounds.Key, Of(rounds, r => r.DeliveredPerSecond), Of(rounds, r => r.P99Ms), Of(rounds, r => r.ServerMicroseconds),
               Of(rounds, r => r.PostgresMicroseconds), Of(rounds, r => r.ServerMicroseconds + r.PostgresMicroseconds)),
    ];

    static Spread Of(IEnumerable<Round> rounds, Func<Round, double> figure) => Spread.Of([.. rounds.Select(figure)]);
}

/// <summary>A figure over some rounds.</summary>
readonly record struct Spread(double Least, double Middle, double Most)
{
    public static Spread Of(IReadOnlyList<double> values) => new(values.Min(), Goals.Median(values), values.Max());

    public override string ToString() => $"{PeersReport.Number(Middle)} ({PeersReport.Number(Least)}–{PeersReport.Number(Most)})";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(GrowthReport))]
sealed partial class GrowthJson : JsonSerializerContext;
