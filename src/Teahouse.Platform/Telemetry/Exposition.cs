using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Teahouse.Platform.Telemetry;

/// <summary>How metrics are written: the Prometheus text format, version 0.0.4.</summary>
static class Exposition
{
    public static string ContentType => "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The name as OpenTelemetry translates it: unit and <c>_total</c> are part of it.</summary>
    public static string Name(Instrument instrument, MetricKind kind)
    {
        var name = Clean(instrument.Name);
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "us" => "_microseconds",
            "By" => "_bytes",
            "%" => "_percent",
            _ => "",
        };
        name = name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
        return kind == MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    public static void Line(StringBuilder page, string name, string labels, double value)
    {
        page.Append(name);
        if (labels.Length > 0)
        {
            page.Append('{').Append(labels).Append('}');
        }

        page.Append(' ').Append(Number(value)).Append('\n');
    }

    public static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    public static string EscapeHelp(string text) => text.Replace("\\", "\\\\").Replace("\n", "\\n");

    /// <summary>Writes tags as labels, in order of their names; false when there is no room.</summary>
    public static bool TryWriteLabels(ReadOnlySpan<KeyValuePair<string, object?>> tags, Span<char> room, out int length)
    {
        var writer = new LabelWriter(room);
        // Few tags: picking the next smallest name costs less than sorting a copy.
        string? last = null;
        for (var written = 0; written < tags.Length; written++)
        {
            var next = -1;
            for (var i = 0; i < tags.Length; i++)
            {
                var after = last is null || string.CompareOrdinal(tags[i].Key, last) > 0;
                if (after && (next < 0 || string.CompareOrdinal(tags[i].Key, tags[next].Key) < 0))
                {
                    next = i;
                }
            }

            if (next < 0)
            {
                break; // A tag given twice counts once.
            }

            last = tags[next].Key;
            writer.Write(last, tags[next].Value, first: written == 0);
        }

        length = writer.Length;
        return !writer.Full;
    }

    static bool IsNameChar(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    static string Clean(string name) =>
        (char.IsAsciiDigit(name[0]) ? "_" : "") + string.Create(name.Length, name, (span, text) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                span[i] = IsNameChar(text[i]) ? text[i] : '_';
            }
        });

    ref struct LabelWriter(Span<char> room)
    {
        readonly Span<char> _room = room;

        public int Length { get; private set; }
        public bool Full { get; private set; }

        public void Write(string name, object? value, bool first)
        {
            if (!first)
            {
                Put(',');
            }

            for (var i = 0; i < name.Length; i++)
            {
                Put(IsNameChar(name[i]) ? name[i] : '_');
            }

            Put('=');
            Put('"');
            foreach (var c in value is string s ? s : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
            {
                if (c is '\\' or '"' or '\n')
                {
                    Put('\\');
                }

                Put(c == '\n' ? 'n' : c);
            }

            Put('"');
        }

        void Put(char c)
        {
            if (Length < _room.Length)
            {
                _room[Length++] = c;
            }
            else
            {
                Full = true;
            }
        }
    }
}
