namespace Teahouse.Platform.Fetch;

/// <summary>What is asked for, and how much of it.</summary>
/// <param name="MediaTypes">What it may say it is (RFC 6838).</param>
/// <param name="MostBytes">How much is taken of it.</param>
/// <param name="IsCut">Of more than that the beginning is taken; else there may not be more.</param>
/// <param name="Looks">Whether its first bytes look like that.</param>
public sealed record FetchKind(IReadOnlyList<string> MediaTypes, int MostBytes, bool IsCut, Func<byte[], bool> Looks)
{
    // Byte order marks, space, and the NULs of UTF-16.
    static readonly byte[] Blank = [0xEF, 0xBB, 0xBF, 0xFF, 0xFE, .. "\0\t\n\f\r "u8];

    /// <summary>A page of HTML: its first MB.</summary>
    public static FetchKind Page { get; } = new(["text/html", "application/xhtml+xml"], 1 << 20, IsCut: true, IsMarkup);

    /// <summary>A picture that browsers show, of 5 MB at most. Many a server calls JPEG by its ending.</summary>
    public static FetchKind Picture { get; } =
        new(["image/jpeg", "image/jpg", "image/png", "image/webp", "image/gif", "image/avif"], 5 << 20, IsCut: false, IsPicture);

    // Markup begins with a tag, a comment, a declaration or an instruction.
    static bool IsMarkup(byte[] content)
    {
        var text = new ReadOnlySpan<byte>(content).TrimStart(Blank);
        return text is [(byte)'<', ..] && text[1..].TrimStart((byte)0) is [var next, ..]
            && (char.IsAsciiLetter((char)next) || next is (byte)'!' or (byte)'?');
    }

    static bool IsPicture(byte[] content) => content
        is [0xFF, 0xD8, 0xFF, ..]
        or [0x89, (byte)'P', (byte)'N', (byte)'G', ..]
        or [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..]
        or [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..]
        or [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'a', (byte)'v', (byte)'i', ..];
}

/// <summary>What came of posting something, and how long to wait before the next when the other side says so.</summary>
public readonly record struct Posted(int Status, TimeSpan? RetryAfter);

/// <summary>What was fetched.</summary>
/// <param name="Address">Where it was found at last, in ASCII.</param>
/// <param name="Charset">What the other side says it is written in.</param>
public sealed record Fetched(Uri Address, byte[] Content, string? Charset);
