using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Teahouse.Platform.Telemetry;

/// <summary>How a node tells about itself: logs, /healthz, /readyz, /metrics.</summary>
public static class TelemetryExtensions
{
    /// <summary>The loggers of a node, which outlive its host: the database starts before it and stops after it.</summary>
    public static ILoggerFactory CreateLoggers(TelemetryOptions options, TimeProvider time)
    {
        var text = options.LogFormat == LogFormat.Text || (options.LogFormat == LogFormat.Auto && !Console.IsErrorRedirected);
        return LoggerFactory.Create(logging =>
        {
            logging.SetMinimumLevel(options.LogLevel)
                .AddFilter("Microsoft", Max(options.LogLevel, LogLevel.Warning))
                .AddFilter("Npgsql", Max(options.LogLevel, LogLevel.Warning))
                .AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>()
                .AddConsoleFormatter<TextLines, ConsoleFormatterOptions>()
                .AddConsole(console =>
                {
                    console.LogToStandardErrorThreshold = LogLevel.Trace;
                    console.FormatterName = text ? TextLines.FormatName : JsonLines.FormatName;
                });
            logging.Services.AddSingleton(time);
        });
    }

    public static void AddTelemetry(this IServiceCollection services, ILoggerFactory loggers, TelemetryOptions options) => services
        .AddSingleton(loggers)
        .AddMetrics()
        .AddSingleton(provider => new Metrics(provider.GetRequiredService<IMeterFactory>(), options.SeriesPerInstrument))
        .AddSingleton<Readiness>();

    public static void MapTelemetry(this IEndpointRouteBuilder routes)
    {
        var readiness = routes.ServiceProvider.GetRequiredService<Readiness>();
        var networks = routes.ServiceProvider.GetRequiredService<TelemetryOptions>().MetricsFrom.Select(IPNetwork.Parse).ToArray();
        // Made here, before anything serves, so that up-down counters are heard from their beginning.
        var metrics = routes.ServiceProvider.GetRequiredService<Metrics>();

        routes.MapGet("/healthz", context => Text(context, 200, "alive\n"));
        routes.MapGet("/readyz", async context =>
        {
            var reasons = await readiness.WhyNotAsync(context.RequestAborted);
            await Text(context, reasons.Count == 0 ? 200 : 503, reasons.Count == 0 ? "ready\n" : string.Join('\n', reasons) + "\n");
        });
        routes.MapGet("/metrics", context =>
        {
            var from = context.Connection.RemoteIpAddress ?? IPAddress.None;
            from = from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from;
            return networks.Any(network => network.Contains(from))
                ? Text(context, 200, metrics.Write(), Exposition.ContentType)
                : Text(context, 404, "");
        });
    }

    static LogLevel Max(LogLevel one, LogLevel other) => one > other ? one : other;

    static Task Text(HttpContext context, int status, string text, string type = "text/plain; charset=utf-8")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
