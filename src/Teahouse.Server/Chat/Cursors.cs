using System.Globalization;
using System.Text;

namespace Teahouse.Server.Chat;

/// <summary>
/// A place in what changes: all with a transaction id below <c>Horizon</c> is known. While a page follows a page, it also says since when
/// changes are listed and below which one to go on.
/// </summary>
sealed record Cursor(Guid Installation, ulong Horizon, ulong Since = 0, ulong BelowChange = ulong.MaxValue, Guid BelowId = default)
{
    public bool InPages => BelowChange != ulong.MaxValue;
}

/// <summary>Writes and reads the opaque cursors of the contract.</summary>
static class Cursors
{
    public static string Write(Cursor cursor)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"1.{Short(cursor.Installation)}.{cursor.Horizon}");
        return cursor.InPages
            ? string.Create(CultureInfo.InvariantCulture, $"{text}.{cursor.Since}.{cursor.BelowChange}.{cursor.BelowId:N}")
            : text;
    }

    /// <summary>Reads a cursor; answers false when it is not one of ours. One of another installation reads as null.</summary>
    public static bool TryRead(string text, Guid installation, out Cursor? cursor)
    {
        cursor = null;
        var parts = text.Split('.');
        if (parts.Length is not (3 or 6) || parts[0] != "1" || !Number(parts[2], out var horizon))
        {
            return false;
        }

        var (since, change, id) = (0UL, ulong.MaxValue, Guid.Empty);
        if (parts.Length == 6 && !(Number(parts[3], out since) && Number(parts[4], out change) && Guid.TryParseExact(parts[5], "N", out id)))
        {
            return false;
        }

        cursor = parts[1] == Short(installation) ? new(installation, horizon, since, change, id) : null;
        return true;
    }

    /// <summary>The place below which a list of conversations goes on.</summary>
    public static string WritePlace(DateTimeOffset at, Guid id) =>
        Convert.ToHexStringLower(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{at.UtcTicks}.{id:N}")));

    /// <summary>The same for a list of messages of several conversations.</summary>
    public static string WritePlace(DateTimeOffset at, Guid id, long seq) =>
        string.Create(CultureInfo.InvariantCulture, $"{seq}.{WritePlace(at, id)}");

    public static bool TryReadPlace(string? text, out DateTimeOffset at, out Guid id, out long seq)
    {
        seq = 0;
        var dot = text?.IndexOf('.', StringComparison.Ordinal) ?? 0;
        return TryReadPlace(text is null || dot < 0 ? text : text[(dot + 1)..], out at, out id)
            && (text is null || (dot > 0 && long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out seq)));
    }

    public static bool TryReadPlace(string? text, out DateTimeOffset at, out Guid id)
    {
        (at, id) = (new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.Empty);
        if (text is null)
        {
            return true;
        }

        Span<byte> bytes = stackalloc byte[64];
        if (text.Length > 2 * bytes.Length || Convert.FromHexString(text, bytes, out _, out var count) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        var parts = Encoding.ASCII.GetString(bytes[..count]).Split('.');
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > DateTimeOffset.MaxValue.UtcTicks || !Guid.TryParseExact(parts[1], "N", out id))
        {
            return false;
        }

        at = new(ticks, TimeSpan.Zero);
        return true;
    }

    static string Short(Guid installation) => installation.ToString("N")[..12];

    static bool Number(string text, out ulong value) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
