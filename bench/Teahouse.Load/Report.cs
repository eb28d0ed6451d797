using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Teahouse.Load;

/// <summary>What a run has shown: every round, and the median of each figure.</summary>
sealed record Report(string Name, DateTimeOffset At, string Machine, TalkOptions Options, IReadOnlyList<Round> Rounds, Round Median)
{
    public static string ThisMachine => $"{Environment.ProcessorCount} cores, {Environment.OSVersion}, .NET {Environment.Version}";

    public static Report Of(string name, DateTimeOffset at, TalkOptions options, IReadOnlyList<Round> rounds)
    {
        return new(name, at, ThisMachine, options, rounds, new Round
        {
            DeliveredPerSecond = Middle(round => round.DeliveredPerSecond),
            AckedPerSecond = Middle(round => round.AckedPerSecond),
            P50Ms = Middle(round => round.P50Ms),
            P99Ms = Middle(round => round.P99Ms),
            P999Ms = Middle(round => round.P999Ms),
            MaxMs = Middle(round => round.MaxMs),
            ServerMicroseconds = Middle(round => round.ServerMicroseconds),
            PostgresMicroseconds = Middle(round => round.PostgresMicroseconds),
            DriverMicroseconds = Middle(round => round.DriverMicroseconds),
            WireBytes = Middle(round => round.WireBytes),
            DiskBytes = Middle(round => round.DiskBytes),
            Errors = rounds.Sum(round => round.Errors),
        });

        double Middle(Func<Round, double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);
    }

    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.Report);

    public string ToTable()
    {
        var table = new StringBuilder();
        table.AppendLine(CultureInfo.InvariantCulture,
            $"{Name}: {Who()}, {(Options.Rate is { } rate ? $"{rate:0} msg/s" : $"window {Options.Window}")}, {Options.Body}-byte texts, {Options.Seconds:0} s a round");
        table.AppendLine();
        table.AppendLine("| round | delivered/s | acked/s | p50 ms | p99 ms | p99.9 ms | server µs | PostgreSQL µs | both µs | driver µs | wire B | disk B |");
        table.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        for (var i = 0; i < Rounds.Count; i++)
        {
            Row((i + 1).ToString(CultureInfo.InvariantCulture), Rounds[i]);
        }

        Row("**median**", Median);
        return table.ToString();

        string Who() => Options.Members == 2 ? $"{Options.Rooms} pairs"
            : string.Create(CultureInfo.InvariantCulture, $"{Options.Rooms} rooms of {Options.Members}, {Options.Senders} of them writing");

        void Row(string name, Round r) => table.AppendLine(CultureInfo.InvariantCulture,
            $"| {name} | {r.DeliveredPerSecond:0} | {r.AckedPerSecond:0} | {r.P50Ms:0.00} | {r.P99Ms:0.00} | {r.P999Ms:0.00} | {r.ServerMicroseconds:0.0} | {r.PostgresMicroseconds:0.0} | {r.ServerMicroseconds + r.PostgresMicroseconds:0.0} | {r.DriverMicroseconds:0.0} | {r.WireBytes:0} | {r.DiskBytes:0} |");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(Report))]
sealed partial class ReportJson : JsonSerializerContext;
