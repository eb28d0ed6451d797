using System.Globalization;
using Teahouse.Platform.Sandbox;
using Teahouse.Server.Media.Formats;

namespace Teahouse.Server.Media;

/// <summary>
/// Makes variants of pictures. What is not the picture is left out before any tool sees it, and from what a tool has made: libvips 8.14 keeps
/// EXIF, with places, in the WebP it writes, whatever it is told.
/// </summary>
sealed class PictureDecoder(DecoderTools tools)
{
    public const int SmallSide = 320;

    const string Unreadable = "not a picture that can be read";
    const int MediumSide = 1_280;
    const int BlurSide = 20;
    const int MostBlurBytes = 300;
    const int MostWebpSide = 16_383;
    const long MostBytes = 512L << 20;

    // An address space holds the libraries too, and pictures that cannot be read in one pass are held whole.
    const long LeastMemory = 768L << 20;
    const int MemoryPerPixel = 16;

    const string Small = "[Q=75,strip]";
    const string Medium = "[Q=78,effort=2,strip]";
    const string Blur = "[Q=25,alpha_q=10,effort=6,strip]";

    public async Task<Derived> DeriveAsync(string source, string type, string folder, CancellationToken cancellationToken)
    {
        var (full, wrong) = await FullAsync(source, type, folder, cancellationToken);
        if (full is null)
        {
            return Derived.Not(wrong!);
        }

        var shown = await ShowAsync(full, full.Facts.ShownWidth > MediumSide || full.Facts.ShownHeight > MediumSide, folder, cancellationToken);
        return shown.Refused is not null ? shown : shown with { Files = [.. shown.Files, FileOf("full", full)] };
    }

    /// <summary>The small and the medium variant of a clean picture, its size, and a blur of it.</summary>
    public async Task<Derived> ShowAsync(CleanPicture full, bool withMedium, string folder, CancellationToken cancellationToken)
    {
        var medium = full;
        string? wrong;
        if (withMedium)
        {
            (var made, wrong) = await VipsAsync(full, "medium.webp", Medium, MediumSide, folder, cancellationToken);
            if (made is null)
            {
                return Derived.Not(wrong!);
            }

            medium = made;
        }

        (var small, wrong) = await VipsAsync(medium, "small.webp", Small, SmallSide, folder, cancellationToken);
        if (small is null)
        {
            return Derived.Not(wrong!);
        }

        var (blur, _) = await VipsAsync(small, "blur.webp", Blur, BlurSide, folder, cancellationToken);
        var files = withMedium ? [FileOf("small", small), FileOf("medium", medium)] : (DerivedFile[])[FileOf("small", small)];
        return new(null, new(full.Facts.ShownWidth, full.Facts.ShownHeight, null, await BlurOfAsync(blur, cancellationToken), null), files);
    }

    // The picture in its own size: copied where that can be done without loss, else coded anew.
    async Task<(CleanPicture? Full, string? Wrong)> FullAsync(string source, string type, string folder, CancellationToken cancellationToken)
    {
        if (new FileInfo(source).Length > MostBytes)
        {
            return (null, "more than 512 MB");
        }

        if (!CleanPicture.Knows(type))
        {
            var said = PictureHeads.Read(source, type);
            return said is null ? (null, Unreadable)
                : said.Refused is not null ? (null, said.Refused)
                : type == "image/bmp" ? await BitmapAsync(source, said, folder, cancellationToken)
                : await CodeAsync(new(source, type, said), folder, cancellationToken);
        }

        var copy = CleanPicture.Copy(source, type, Path.Combine(folder, $"full.{type["image/".Length..]}"));
        if (copy is null || copy.Facts.Refused is not null)
        {
            return (null, copy?.Facts.Refused ?? Unreadable);
        }

        // Browsers turn a JPEG as it says; of the others not every browser turns every one.
        return copy.Facts.Print || (copy.Facts.Orientation != 1 && type != "image/jpeg")
            ? await CodeAsync(copy, folder, cancellationToken)
            : (copy, null);
    }

    Task<(CleanPicture?, string?)> CodeAsync(CleanPicture from, string folder, CancellationToken cancellationToken)
    {
        var facts = from.Facts;
        var name = from.Type == "image/png" ? "coded.png"
            : facts.Alpha && facts.Width <= MostWebpSide && facts.Height <= MostWebpSide ? "coded.webp"
            : "coded.jpeg";
        var options = name == "coded.png" ? "[strip]" : name == "coded.webp" ? "[Q=90,strip]" : "[Q=90,optimize_coding,background=255,strip]";
        return VipsAsync(from, name, options, Math.Max(facts.Width, facts.Height), folder, cancellationToken);
    }

    // libvips leaves bitmaps to ImageMagick, which it does not trust, and neither do we.
    async Task<(CleanPicture?, string?)> BitmapAsync(string source, PictureFacts said, string folder, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "-v", "error", "-nostdin", "-protocol_whitelist", "file", "-format_whitelist", "bmp_pipe", "-codec_whitelist", "bmp", "-threads", "1",
            "-f", "bmp_pipe", "-i", $"file:{SandboxCommand.Input}", "-frames:v", "1", "-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj444p", "-bitexact",
            "-f", "image2", "-update", "1", "made.jpeg",
        ];
        var (wrong, _) = await tools.RunAsync(
            DecoderTools.Ffmpeg, new("", arguments, source, folder, LimitsOf(said)), Unreadable, cancellationToken);
        return Take(wrong, "bitmap.jpeg", folder);
    }

    // Within a square of so many pixels, upright, in the colours of the web. Those that are so already must not be converted: vips 8.14 takes
    // them through a space of another white, and blue comes out as violet.
    async Task<(CleanPicture?, string?)> VipsAsync(
        CleanPicture from, string name, string options, int side, string folder, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "thumbnail", SandboxCommand.Input, $"made{Path.GetExtension(name)}{options}", side.ToString(CultureInfo.InvariantCulture),
            "--size", "down", .. from.Facts.Profile || from.Facts.Print ? (string[])["--export-profile", "srgb"] : [],
        ];
        var command = new SandboxCommand("", arguments, from.Path, folder, LimitsOf(from.Facts))
        {
            Hidden = from.Type is "image/heic" or "image/avif" ? [] : tools.VipsModules,
        };
        var (wrong, _) = await tools.RunAsync(DecoderTools.Vips, command, Unreadable, cancellationToken);
        return Take(wrong, name, folder);
    }

    static (CleanPicture?, string?) Take(string? wrong, string name, string folder)
    {
        var made = Path.Combine(folder, $"made{Path.GetExtension(name)}");
        if (wrong is not null || !File.Exists(made))
        {
            return (null, wrong ?? Unreadable);
        }

        var clean = CleanPicture.Copy(made, $"image/{Path.GetExtension(name)[1..]}", Path.Combine(folder, name), keepProfile: false);
        File.Delete(made);
        return clean is null ? (null, Unreadable) : clean.Facts.Refused is { } refused ? (null, refused) : (clean, null);
    }

    static SandboxLimits LimitsOf(PictureFacts facts)
    {
        var seconds = 10 + (int)(facts.Pixels / 2_000_000);
        return new()
        {
            MemoryBytes = LeastMemory + (facts.Pixels * MemoryPerPixel), CpuSeconds = seconds, Time = TimeSpan.FromSeconds(3 * seconds), FileBytes = MostBytes,
        };
    }

    static DerivedFile FileOf(string name, CleanPicture picture) =>
        DerivedFile.Of(name, picture.Type, picture.Path, picture.Facts.ShownWidth, picture.Facts.ShownHeight);

    static async Task<string?> BlurOfAsync(CleanPicture? blur, CancellationToken cancellationToken) =>
        blur is not null && new FileInfo(blur.Path).Length <= MostBlurBytes
            ? Convert.ToBase64String(await File.ReadAllBytesAsync(blur.Path, cancellationToken)) : null;
}
