using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Teahouse.Platform.Telemetry;

/// <summary>A log line as one JSON object, with the ids of the trace that it belongs to.</summary>
sealed class JsonLines(TimeProvider time) : ConsoleFormatter(FormatName)
{
    public static string FormatName => "teahouse-json";

    static readonly string? Environment = System.Environment.GetEnvironmentVariable("TEAHOUSE_ENVIRONMENT");

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter writer)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().UtcDateTime);
            json.WriteString("level", entry.LogLevel.ToString().ToLowerInvariant());
            json.WriteString("source", entry.Category);
            json.WriteNumber("event", entry.EventId.Id);
            json.WriteString("message", entry.Formatter(entry.State, entry.Exception));
            WriteOptional(json, "environment", Environment);
            WriteOptional(json, "trace_id", Activity.Current?.TraceId.ToHexString());
            WriteOptional(json, "span_id", Activity.Current?.SpanId.ToHexString());
            WriteFields(json, entry.State as IReadOnlyList<KeyValuePair<string, object?>>);
            WriteOptional(json, "exception", entry.Exception?.ToString());
            json.WriteEndObject();
        }

        writer.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    static void WriteFields(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>>? fields)
    {
        json.WriteStartObject("fields");
        foreach (var (name, value) in fields ?? [])
        {
            if (name != "{OriginalFormat}")
            {
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
            }
        }

        json.WriteEndObject();
    }

    static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }
}

/// <summary>A log line for somebody at a terminal.</summary>
sealed class TextLines(TimeProvider time) : ConsoleFormatter(FormatName)
{
    public static string FormatName => "teahouse-text";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter writer)
    {
        var message = new StringBuilder(entry.Formatter(entry.State, entry.Exception));
        for (var i = 0; i < message.Length; i++)
        {
            // Whoever can put words into a log must not be able to steer the terminal.
            message[i] = char.IsControl(message[i]) ? ' ' : message[i];
        }

        var source = entry.Category[(entry.Category.LastIndexOf('.') + 1)..];
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss.fff} {Level(entry.LogLevel)} {source}: {message}"));
        if (entry.Exception is not null)
        {
            writer.WriteLine(entry.Exception);
        }
    }

    static string Level(LogLevel level) => level switch
    {
        LogLevel.Critical => "FATAL",
        LogLevel.Error => "ERROR",
        LogLevel.Warning => "warn ",
        LogLevel.Information => "info ",
        _ => "debug",
    };
}
