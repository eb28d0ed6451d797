namespace Teahouse.Server.Media.Formats;

/// <summary>What a picture says of itself, read without decoding it.</summary>
/// <param name="Width">Pixels as they are stored.</param>
/// <param name="Height">Pixels as they are stored.</param>
sealed record PictureFacts(int Width, int Height)
{
    const int MostSide = 30_000;
    const long MostPixels = 100_000_000;
    const int MostFrames = 1_000;
    const long MostPixelsOfAllFrames = 2_000_000_000;

    /// <summary>How it is to be turned (EXIF 2.32, 4.6.4): 1 as it is, from 5 on with its sides exchanged.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>1 unless it moves.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>Whether one may see through parts of it.</summary>
    public bool Alpha { get; init; }

    /// <summary>Whether its colours are those of print, which browsers show as they please.</summary>
    public bool Print { get; init; }

    /// <summary>Whether it says what its colours mean; otherwise they are those of the web (sRGB).</summary>
    public bool Profile { get; init; }

    public long Pixels => (long)Width * Height;

    public int ShownWidth => Orientation < 5 ? Width : Height;

    public int ShownHeight => Orientation < 5 ? Height : Width;

    /// <summary>Why it is not decoded; null when it may be.</summary>
    public string? Refused =>
        Width < 1 || Height < 1 ? "not a picture that can be read"
        : Width > MostSide || Height > MostSide ? "a side of more than 30,000 pixels"
        : Pixels > MostPixels ? "more than 100 megapixels"
        : Frames > MostFrames ? "more than 1,000 frames"
        : Pixels * Frames > MostPixelsOfAllFrames ? "more than 2,000 megapixels in all frames"
        : null;
}
