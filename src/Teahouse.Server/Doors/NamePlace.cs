using System.Buffers.Text;
using System.Text;
using Teahouse.Protocol;

namespace Teahouse.Server.Doors;

/// <summary>The cursor of a list in order of a short sort key, and of id where that is equal.</summary>
public static class NamePlace
{
    const int IdBytes = 16;

    public static string Write(string sort, Guid id) => Base64Url.EncodeToString([.. id.ToByteArray(), .. Encoding.UTF8.GetBytes(sort)]);

    /// <summary>Reads a cursor, null being the beginning; false when it cannot have been given out.</summary>
    public static bool TryRead(string? text, out string sort, out Guid id)
    {
        (sort, id) = ("", Guid.Empty);
        if (text is null)
        {
            return true;
        }

        if (text.Length > Limits.CursorChars || !Base64Url.IsValid(text))
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length < IdBytes)
        {
            return false;
        }

        (sort, id) = (Encoding.UTF8.GetString(bytes, IdBytes, bytes.Length - IdBytes), new(bytes.AsSpan(0, IdBytes)));

        // PostgreSQL has no text with a NUL.
        return !sort.Contains('\0');
    }
}
