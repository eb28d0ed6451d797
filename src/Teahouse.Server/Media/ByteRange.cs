using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Teahouse.Server.Media;

/// <summary>The part of a file that a request wants (RFC 9110, 14.2).</summary>
/// <param name="From">The first byte.</param>
/// <param name="Length">How many; 0 when there are no such bytes.</param>
/// <param name="IsPart">A part was asked for, not the whole.</param>
readonly record struct ByteRange(long From, long Length, bool IsPart)
{
    public bool IsNowhere => IsPart && Length == 0;

    /// <summary>What is wanted of a file so long. Several parts at once, and parts of another file than this, are answered with the whole.</summary>
    public static ByteRange Of(HttpRequest request, string tag, long length)
    {
        var whole = new ByteRange(0, length, false);
        var condition = request.Headers.IfRange.ToString();
        if (!HttpMethods.IsGet(request.Method) || (condition.Length > 0 && condition != tag)
            || !RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var wanted)
            || wanted.Unit != "bytes" || wanted.Ranges.Count != 1)
        {
            return whole;
        }

        var range = wanted.Ranges.First();
        if (range.From is not { } from)
        {
            // The last so many bytes.
            var last = Math.Min(range.To ?? 0, length);
            return new(length - last, last, true);
        }

        var end = Math.Min(range.To ?? long.MaxValue, length - 1);
        return new(from, Math.Max(0, end - from + 1), true);
    }
}
