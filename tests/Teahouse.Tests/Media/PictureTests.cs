using Teahouse.Platform.Sandbox;
using Teahouse.Server.Media;
using Teahouse.Server.Media.Formats;
using Xunit;

namespace Teahouse.Tests.Media;

public sealed class PictureTests(Workshop workshop) : IClassFixture<Workshop>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_photograph_is_shown_in_three_sizes_and_as_a_blur()
    {
        var photograph = await workshop.FfmpegAsync("photograph.jpg", "-f", "lavfi", "-i", "mandelbrot=s=2000x1500", "-frames:v", "1");
        var (type, derived) = await workshop.DeriveAsync(photograph);
        Assert.Equal("image/jpeg", type);
        Assert.Null(derived.Refused);
        Assert.Equal((2000, 1500), (derived.Facts.Width, derived.Facts.Height));
        Assert.Equal(
            ["small image/webp 320x240", "medium image/webp 1280x960", "full image/jpeg 2000x1500"],
            derived.Files.Select(f => $"{f.Variant.Name} {f.Variant.MediaType} {f.Variant.Width}x{f.Variant.Height}"));
        Assert.All(derived.Files, file => Assert.Equal(new FileInfo(file.Path).Length, file.Variant.Size));
        var blur = Convert.FromBase64String(derived.Facts.Blur!);
        Assert.InRange(blur.Length, 30, 300);
        Assert.Equal("20x15", await SizeAsync(workshop.FileOf("blur.webp", blur)));
    }

    [Fact]
    public async Task A_picture_that_is_small_already_has_no_medium_size_and_is_not_enlarged()
    {
        var (_, derived) = await workshop.DeriveAsync(await workshop.PictureAsync("tiny.png", 100, 60));
        Assert.Equal(["small 100x60", "full 100x60"], derived.Files.Select(f => $"{f.Variant.Name} {f.Variant.Width}x{f.Variant.Height}"));
    }

    [Theory]
    [InlineData("jpg", "image/jpeg", "image/jpeg", "")]
    [InlineData("png", "image/png", "image/png", "")]
    [InlineData("gif", "image/gif", "image/gif", "")]
    [InlineData("webp", "image/webp", "image/webp", "")]
    [InlineData("avif", "image/avif", "image/jpeg", "[compression=av1,effort=0]")]
    [InlineData("heic", "image/heic", "image/jpeg", "[compression=hevc]")]
    [InlineData("tif", "image/tiff", "image/jpeg", "")]
    [InlineData("bmp", "image/bmp", "image/jpeg", "")]
    public async Task Every_kind_of_picture_is_shown(string kind, string type, string full, string options)
    {
        var picture = kind == "bmp"
            ? await workshop.FfmpegAsync("picture.bmp", "-i", await workshop.PictureAsync("source.png", 500, 400))
            : await workshop.PictureAsync($"picture.{kind}", 500, 400, options);
        var (told, derived) = await workshop.DeriveAsync(picture);
        Assert.Equal((type, null), (told, derived.Refused));
        Assert.Equal(["small image/webp 320x256", $"full {full} 500x400"],
            derived.Files.Select(f => $"{f.Variant.Name} {f.Variant.MediaType} {f.Variant.Width}x{f.Variant.Height}"));
        foreach (var file in derived.Files)
        {
            var shown = await Shown.OfAsync(file.Path, workshop);
            Assert.Equal((file.Variant.Width, file.Variant.Height, "red", "blue"), (shown.Width, shown.Height, shown.Colour(2, 1), shown.Colour(2, 3)));
        }
    }

    // Where the quarters of what is stored, from the upper left to the lower right, end up: EXIF 2.32, 4.6.4.
    [Theory]
    [InlineData(1, "red green blue white")]
    [InlineData(2, "green red white blue")]
    [InlineData(3, "white blue green red")]
    [InlineData(4, "blue white red green")]
    [InlineData(5, "red blue green white")]
    [InlineData(6, "blue red white green")]
    [InlineData(7, "white green blue red")]
    [InlineData(8, "green white red blue")]
    public async Task However_the_camera_was_held_the_picture_is_upright(int orientation, string shown)
    {
        var turned = workshop.FileOf("turned.jpg", Secrets.IntoJpeg(await File.ReadAllBytesAsync(await QuartersAsync(), Cancelled), orientation));
        var files = new List<string> { turned };
        foreach (var kind in new[] { "png", "webp", "tif" })
        {
            files.Add(await Workshop.MakeAsync("vips", "copy", turned, workshop.New($"turned.{kind}")));
        }

        foreach (var file in files)
        {
            var (_, derived) = await workshop.DeriveAsync(file);
            Assert.Null(derived.Refused);
            var (width, height) = orientation < 5 ? (400, 300) : (300, 400);
            Assert.Equal((width, height), (derived.Facts.Width, derived.Facts.Height));
            foreach (var variant in derived.Files)
            {
                Secrets.AssertNoneIn(variant.Path);
                var upright = await Shown.OfAsync(variant.Path, workshop);
                Assert.Equal((variant.Variant.Width, variant.Variant.Height), (upright.Width, upright.Height));
                Assert.Equal(shown, string.Join(' ', upright.Colour(1, 1), upright.Colour(3, 1), upright.Colour(1, 3), upright.Colour(3, 3)));
            }
        }
    }

    [Theory]
    [InlineData("jpg", "")]
    [InlineData("png", "")]
    [InlineData("webp", "")]
    [InlineData("tif", "")]
    [InlineData("avif", "[compression=av1,effort=0]")]
    [InlineData("heic", "[compression=hevc]")]
    public async Task Where_a_picture_was_taken_stays_with_whoever_took_it(string kind, string options)
    {
        var large = await workshop.FfmpegAsync("large.jpg", "-f", "lavfi", "-i", "testsrc2=s=1600x1200", "-frames:v", "1");
        var taken = workshop.FileOf("taken.jpg", Secrets.IntoJpeg(await File.ReadAllBytesAsync(large, Cancelled), 1));
        var file = kind == "jpg" ? taken : await Workshop.MakeAsync("vips", "copy", taken, workshop.New($"taken.{kind}") + options);
        Assert.True(Secrets.IsIn(await File.ReadAllBytesAsync(file, Cancelled)), "the test has lost its secret");

        var (_, derived) = await workshop.DeriveAsync(file);
        Assert.Equal(["small", "medium", "full"], derived.Files.Select(f => f.Variant.Name));
        Assert.All(derived.Files, variant => Secrets.AssertNoneIn(variant.Path));
        Assert.All(derived.Files, variant => Assert.True(File.ReadAllBytes(variant.Path).AsSpan().IndexOf("Exif"u8) < 0, variant.Path));
        Assert.False(Secrets.IsIn(Convert.FromBase64String(derived.Facts.Blur!)));
    }

    [Theory]
    [InlineData("gif", "gif")]
    [InlineData("webp", "libwebp_anim")]
    [InlineData("png", "apng")]
    public async Task What_moves_keeps_moving(string kind, string codec)
    {
        string[] loop = kind == "png" ? ["-plays", "0", "-f", "apng"] : [];
        var moving = await workshop.FfmpegAsync($"moving.{kind}", ["-f", "lavfi", "-i", "testsrc=s=200x100:r=5:d=2", "-c:v", codec, .. loop]);
        var (_, derived) = await workshop.DeriveAsync(moving);
        Assert.Null(derived.Refused);
        var full = derived.Files.Single(f => f.Variant.Name == "full");
        Assert.Equal($"image/{kind}", full.Variant.MediaType);
        Assert.Equal(10, CleanPicture.Copy(full.Path, full.Variant.MediaType, workshop.New("again"))!.Facts.Frames);
        Assert.Equal(("10", "10"), (await FramesAsync(moving), await FramesAsync(full.Path)));
    }

    [Fact]
    public async Task What_comes_after_the_picture_is_dropped()
    {
        foreach (var kind in new[] { "jpg", "png", "gif", "webp" })
        {
            var plain = await File.ReadAllBytesAsync(await workshop.PictureAsync($"plain.{kind}", 64, 64), Cancelled);
            var (_, derived) = await workshop.DeriveAsync(workshop.FileOf($"two.{kind}", [.. plain, .. "PK\u0003\u0004 <script>alert(1)</script>"u8]));
            Assert.Null(derived.Refused);
            Assert.All(derived.Files, f => Assert.True(File.ReadAllBytes(f.Path).AsSpan().IndexOf("PK\u0003\u0004"u8) < 0, f.Path));
        }
    }

    [Fact]
    public async Task Colours_beyond_those_of_the_web_are_kept_without_what_else_a_profile_says()
    {
        var red = await workshop.FfmpegAsync("red.png", "-f", "lavfi", "-i", "color=0xC83C28:s=400x400", "-frames:v", "1");
        var wide = await TransformAsync(red, "wide.png", "p3", "--input-profile", "srgb");
        foreach (var kind in new[] { "jpg[Q=95]", "png", "webp[lossless]" })
        {
            var picture = await Workshop.MakeAsync("vips", "copy", wide, workshop.New($"wide.{kind}"));
            var (_, derived) = await workshop.DeriveAsync(picture);
            var full = derived.Files.Single(f => f.Variant.Name == "full").Path;
            var kept = await File.ReadAllBytesAsync(await ProfileAsync(full), Cancelled);
            Assert.InRange(kept.Length, 300, 2_000);
            Assert.True(kept.AsSpan().IndexOf("P\u00003"u8) < 0 && kept.AsSpan().IndexOf("P3"u8) < 0, "it says its name");

            // As the small one shows it, which has no profile: in the colours of the web.
            foreach (var file in new[] { derived.Files.Single(f => f.Variant.Name == "small").Path, await TransformAsync(full, "web.png", "srgb", "--embedded") })
            {
                var seen = await Shown.OfAsync(file, workshop);
                Assert.All(seen.At(100, 100).Zip((byte[])[0xC8, 0x3C, 0x28]), pair => Assert.InRange(pair.First, pair.Second - 5, pair.Second + 5));
            }
        }
    }

    [Fact]
    public async Task A_picture_with_holes_keeps_them()
    {
        var glass = await workshop.FfmpegAsync("glass.png", "-f", "lavfi", "-i", "color=red@0.5:s=600x400,format=rgba", "-frames:v", "1");
        foreach (var (kind, options) in new[] { ("png", ""), ("webp", "[lossless]"), ("tif", ""), ("avif", "[compression=av1,effort=0]") })
        {
            var file = await Workshop.MakeAsync("vips", "copy", glass, workshop.New($"glass.{kind}") + options);
            var (_, derived) = await workshop.DeriveAsync(file);
            Assert.Null(derived.Refused);
            foreach (var variant in derived.Files)
            {
                Assert.Equal("4", await Workshop.AskAsync("vipsheader", "-f", "bands", variant.Path));
            }

            Assert.NotNull(derived.Facts.Blur);
        }
    }

    [Fact]
    public async Task A_picture_for_print_is_shown_in_the_colours_of_the_web()
    {
        var print = await TransformAsync(await workshop.PictureAsync("rgb.png", 400, 300), "print.jpg", "cmyk", "--input-profile", "srgb");
        var (_, derived) = await workshop.DeriveAsync(print);
        Assert.Null(derived.Refused);
        foreach (var variant in derived.Files)
        {
            var shown = await Shown.OfAsync(variant.Path, workshop);
            Assert.Equal((3, "red"), (shown.Channels, shown.Colour(2, 1)));
        }
    }

    [Fact]
    public async Task Without_its_program_a_picture_is_refused_by_name()
    {
        var picture = await workshop.PictureAsync("picture.png", 64, 64);
        using var decoders = workshop.DecodersIn("/nowhere");
        await decoders.StartAsync(Cancelled);
        var derived = await decoders.DeriveAsync(picture, "image/png", workshop.Folder(), Cancelled);
        Assert.Equal(("vips is not installed", 0), (derived.Refused, derived.Files.Count));
    }

    [Fact]
    public async Task Where_there_are_no_namespaces_pictures_recordings_and_documents_are_shown_all_the_same()
    {
        var how = Environment.IsPrivilegedProcess ? Confinement.User : Confinement.Limits;
        var song = await workshop.FfmpegAsync("song.mp3", "-f", "lavfi", "-i", "sine=d=1");
        foreach (var file in new[] { await workshop.PictureAsync("picture.png", 64, 64), song, workshop.FileOf("document", Pdf.Of(2)) })
        {
            var derived = await workshop.DeriveInAsync(how, file);
            Assert.Null(derived.Refused);
            Assert.NotEmpty(derived.Files);
        }
    }

    [Fact]
    public async Task Text_and_unknown_bytes_have_no_variants_and_are_not_refused()
    {
        foreach (var type in new[] { "text/plain", "application/zip", MediaTypes.Unknown, "image/svg+xml", "text/html" })
        {
            Assert.Same(Derived.Nothing, await workshop.Decoders.DeriveAsync("/nowhere", type, workshop.Folder(), Cancelled));
        }
    }

    // 400 by 300 pixels: red and green above, blue and white below.
    Task<string> QuartersAsync() => workshop.FfmpegAsync("quarters.jpg", "-f", "lavfi", "-i",
        "color=red:s=400x300,drawbox=x=iw/2:y=0:w=iw/2:h=ih/2:color=lime:t=fill,drawbox=x=0:y=ih/2:w=iw/2:h=ih/2:color=blue:t=fill," +
        "drawbox=x=iw/2:y=ih/2:w=iw/2:h=ih/2:color=white:t=fill", "-frames:v", "1", "-q:v", "2");

    async Task<string> ProfileAsync(string file)
    {
        var profile = workshop.New("profile.icc");
        var base64 = await Workshop.AskAsync("vipsheader", "-f", "icc-profile-data", file);
        await File.WriteAllBytesAsync(profile, Convert.FromBase64String(base64.Replace("\n", "")), Cancelled);
        return profile;
    }

    static async Task<string> SizeAsync(string file) =>
        $"{await Workshop.AskAsync("vipsheader", "-f", "width", file)}x{await Workshop.AskAsync("vipsheader", "-f", "height", file)}";

    // ffmpeg 5.1 does not read a WebP that moves, and vips 8.14 not a PNG.
    static Task<string> FramesAsync(string file) => file.EndsWith("png", StringComparison.Ordinal)
        ? Workshop.AskAsync("ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", file)
        : Workshop.AskAsync("vipsheader", "-f", "n-pages", file);

    async Task<string> TransformAsync(string file, string name, string profile, params string[] options)
    {
        var made = workshop.New(name);
        await Workshop.MakeAsync("vips", ["icc_transform", file, made, profile, .. options]);
        return made;
    }
}
