namespace Teahouse.Server.Media.Formats;

/// <summary>A picture on disk that was copied byte by byte, and has nothing in it but the picture.</summary>
sealed record CleanPicture(string Path, string Type, PictureFacts Facts)
{
    /// <summary>The kinds that can be copied so.</summary>
    public static bool Knows(string type) => type is "image/jpeg" or "image/png" or "image/gif" or "image/webp";

    /// <summary>Copies a picture; null when it is none that can be read. One that is refused is told by its facts, and not whole.</summary>
    /// <param name="from">The picture.</param>
    /// <param name="type">Its kind.</param>
    /// <param name="to">Where the copy goes.</param>
    /// <param name="keepProfile">Whether it may say what its colours mean; not where they are known to be those of the web.</param>
    public static CleanPicture? Copy(string from, string type, string to, bool keepProfile = true)
    {
        using var reader = new ByteReader(new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0));
        using var written = new FileStream(to, FileMode.Create, FileAccess.Write, FileShare.None, 64 << 10);
        var facts = type switch
        {
            "image/jpeg" => new JpegCleaner(reader, written, keepProfile).Clean(),
            "image/png" => new PngCleaner(reader, written, keepProfile).Clean(),
            "image/gif" => new GifCleaner(reader, written).Clean(),
            "image/webp" => new WebpCleaner(reader, written, keepProfile).Clean(),
            _ => null,
        };
        return facts is null ? null : new(to, type, facts);
    }
}
