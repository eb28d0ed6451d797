namespace Teahouse.Platform.Telemetry;

/// <summary>One thing that must hold before a node may be sent work. Units register these as services.</summary>
/// <param name="Name">What it is about, one word.</param>
/// <param name="WhyNotAsync">Null when it holds, otherwise the reason in a few words that hold no secret.</param>
public sealed record ReadinessCheck(string Name, Func<CancellationToken, ValueTask<string?>> WhyNotAsync);
