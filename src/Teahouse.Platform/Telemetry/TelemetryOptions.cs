using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Logging;

namespace Teahouse.Platform.Telemetry;

/// <summary>What a node tells about itself.</summary>
public sealed record TelemetryOptions : IValidatableObject
{
    /// <summary>The lowest level of log lines that are written. The framework's own begin at <c>warning</c>.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>How log lines look; <c>auto</c> is text on a terminal and JSON, one object a line, elsewhere. They go to standard error.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>Who may read /metrics: networks in CIDR form. Others are told that there is no such page.</summary>
    public IReadOnlyList<string> MetricsFrom { get; init; } = ["127.0.0.0/8", "::1/128"];

    /// <summary>How many series one instrument may have in /metrics; what is measured beyond them is counted together.</summary>
    [Range(1, 10_000)]
    public int SeriesPerInstrument { get; init; } = 200;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        MetricsFrom.Where(network => !IPNetwork.TryParse(network, out _))
            .Select(network => new ValidationResult($"metrics_from: {network} is not a network in CIDR form."));
}

public enum LogFormat
{
    Auto,
    Text,
    Json,
}
