using System.Buffers.Text;
using System.Globalization;

namespace Teahouse.Load;

/// <summary>When a message was due, and who sent it; its text begins with them.</summary>
/// <param name="Due">A timestamp of the stopwatch.</param>
readonly record struct Stamp(long Due, int Sender)
{
    public const int DueDigits = 16;
    const int SenderDigits = 7;

    /// <summary>The shortest text that has room for it.</summary>
    public const int Length = DueDigits + SenderDigits + 1;

    /// <summary>A text of so many bytes, with everything but the time.</summary>
    public static string Text(int sender, int body) =>
        new string('0', DueDigits) + sender.ToString("D7", CultureInfo.InvariantCulture) + " " + new string('x', Math.Max(0, body - Length));

    public static Stamp Read(ReadOnlySpan<byte> text) =>
        text.Length >= Length && Utf8Parser.TryParse(text[..DueDigits], out long due, out _, 'x')
        && Utf8Parser.TryParse(text.Slice(DueDigits, SenderDigits), out int sender, out _)
            ? new(due, sender)
            : throw new InvalidDataException("A message came without its stamp.");
}

/// <summary>A message as it goes over the line, in which the bytes that differ are replaced.</summary>
abstract class Template
{
    public abstract ReadOnlySpan<byte> Next(long due);
}

/// <summary>Where a message goes, in the server's own words.</summary>
/// <param name="Address">The id of a conversation, or whom or which room.</param>
/// <param name="Many">A room rather than two people.</param>
sealed record Conversation(string Address, bool Many);
