using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Teahouse.Platform.Telemetry;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Telemetry;

public sealed class LogTests
{
    static readonly ManualTime Time = new(new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero));

    [Fact]
    public void A_line_is_one_object_with_the_trace_it_belongs_to()
    {
        using var trace = new Activity("brew").SetIdFormat(ActivityIdFormat.W3C).Start();
        var line = Write(new JsonLines(Time), "Alice said \"hi\"\n", new InvalidOperationException("no water"));

        Assert.Equal(1, line.Count(c => c == '\n'));
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal("2026-05-04T03:02:01Z", json.GetProperty("time").GetString());
        Assert.Equal("warning", json.GetProperty("level").GetString());
        Assert.Equal("Teahouse.Kitchen", json.GetProperty("source").GetString());
        Assert.Equal(7, json.GetProperty("event").GetInt32());
        Assert.Equal("Alice said \"hi\"\n", json.GetProperty("message").GetString());
        Assert.Equal("Alice", json.GetProperty("fields").GetProperty("Guest").GetString());
        Assert.Equal(trace.TraceId.ToHexString(), json.GetProperty("trace_id").GetString());
        Assert.Equal(trace.SpanId.ToHexString(), json.GetProperty("span_id").GetString());
        Assert.Contains("no water", json.GetProperty("exception").GetString());
    }

    [Fact]
    public void Words_in_a_log_cannot_steer_the_terminal() =>
        Assert.Equal($"03:02:01.000 warn  Kitchen: Bob [31m said{Environment.NewLine}", Write(new TextLines(Time), "Bob\u001b[31m\nsaid", null));

    static string Write(ConsoleFormatter formatter, string message, Exception? exception)
    {
        using var writer = new StringWriter();
        KeyValuePair<string, object?>[] state = [new("Guest", "Alice"), new("{OriginalFormat}", "…")];
        var entry = new LogEntry<KeyValuePair<string, object?>[]>(
            LogLevel.Warning, "Teahouse.Kitchen", new(7), state, exception, (_, _) => message);
        formatter.Write(entry, null, writer);
        return writer.ToString();
    }
}
