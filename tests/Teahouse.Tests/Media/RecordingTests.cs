using System.Text.Json;
using Teahouse.Server.Media;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Media;

public sealed class RecordingTests(Workshop workshop) : IClassFixture<Workshop>
{
    static readonly string[] Scene = ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=3", "-f", "lavfi", "-i", "sine=440:d=3"];
    static readonly string[] Speech = ["-f", "lavfi", "-i", "sine=440:d=3:r=48000"];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_video_that_plays_everywhere_is_not_coded_again()
    {
        var film = await workshop.FfmpegAsync("film.mov", [.. Scene, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"]);
        var (type, derived) = await workshop.DeriveAsync(film);
        Assert.Equal(("video/quicktime", null), (type, derived.Refused));
        Assert.Equal(["small image/webp 320x180", "medium image/webp 640x360", "video video/mp4 640x360"],
            derived.Files.Select(f => $"{f.Variant.Name} {f.Variant.MediaType} {f.Variant.Width}x{f.Variant.Height}"));
        Assert.Equal((640, 360), (derived.Facts.Width, derived.Facts.Height));
        Assert.InRange(derived.Facts.DurationMs!.Value, 2_950, 3_100);
        Assert.NotNull(derived.Facts.Blur);

        var video = Variant(derived, "video");
        Assert.Equal(await SumAsync(film, "v"), await SumAsync(video, "v"));
        Assert.Equal(await SumAsync(film, "a"), await SumAsync(video, "a"));
        Assert.True(File.ReadAllBytes(video).AsSpan().IndexOf("moov"u8) < File.ReadAllBytes(video).AsSpan().IndexOf("mdat"u8), "it cannot play before it is whole");
    }

    [Theory]
    [InlineData("vp9.webm", "video/webm", "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus")]
    [InlineData("hevc.mkv", "video/x-matroska", "-c:v libx265 -preset ultrafast -x265-params log-level=none -c:a libmp3lame")]
    [InlineData("old.avi", "video/x-msvideo", "-c:v mpeg4 -c:a libmp3lame")]
    [InlineData("broadcast.ts", "video/mp2t", "-c:v mpeg2video -c:a mp2")]
    [InlineData("phone.3gp", "video/3gpp", "-s 352x288 -c:v h263 -c:a aac -ac 1 -ar 16000")]
    [InlineData("colourful.mp4", "video/mp4", "-c:v libx264 -pix_fmt yuv444p -c:a aac")]
    [InlineData("theora.ogv", "video/ogg", "-c:v libtheora -c:a libvorbis")]
    public async Task Any_other_video_is_coded_as_one_that_does(string name, string type, string coding)
    {
        var (told, derived) = await workshop.DeriveAsync(await workshop.FfmpegAsync(name, [.. Scene, .. coding.Split(' ')]));
        Assert.Equal((type, null), (told, derived.Refused));
        var streams = await StreamsAsync(Variant(derived, "video"));
        Assert.Equal(["h264 High yuv420p", "aac LC "], streams);
        Assert.InRange(derived.Facts.DurationMs!.Value, 2_900, 3_200);
        Assert.Equal(["small", "medium", "video"], derived.Files.Select(f => f.Variant.Name));
    }

    [Fact]
    public async Task A_video_of_high_dynamic_range_is_made_to_fit_a_common_screen()
    {
        var film = await workshop.FfmpegAsync("bright.mp4", "-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=1", "-pix_fmt", "yuv420p10le", "-c:v", "libx265",
            "-preset", "ultrafast", "-x265-params", "log-level=none:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc");
        var (_, derived) = await workshop.DeriveAsync(film);
        Assert.Null(derived.Refused);
        Assert.Equal("h264,yuv420p,bt709",
            await Workshop.AskAsync("ffprobe", "-v", "error", "-show_entries", "stream=codec_name,pix_fmt,color_transfer", "-of", "csv=p=0", Variant(derived, "video")));
    }

    [Theory]
    [InlineData("2560x1440", 1280, 720)]
    [InlineData("1080x2400", 576, 1280)]
    [InlineData("501x301", 500, 300)]
    public async Task A_large_or_odd_video_is_made_to_fit(string size, int width, int height)
    {
        var film = await workshop.FfmpegAsync("large.mkv", "-f", "lavfi", "-i", $"testsrc2=s={size}:r=10:d=1", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt",
            size == "501x301" ? "yuv444p" : "yuv420p");
        var (_, derived) = await workshop.DeriveAsync(film);
        Assert.Equal((null, width, height), (derived.Refused, derived.Facts.Width, derived.Facts.Height));
    }

    [Theory]
    [InlineData("yuv420p")]
    [InlineData("yuv444p")]
    public async Task However_the_phone_was_held_the_video_is_upright(string pixels)
    {
        // Red above and blue below, as it is to be seen; stored on its side, with the order to turn it.
        var film = await workshop.FfmpegAsync("turned.mp4", "-f", "lavfi", "-i",
            "color=red:s=360x640:r=10:d=1,drawbox=x=0:y=ih/2:w=iw:h=ih/2:color=blue:t=fill,transpose=cclock", "-c:v", "libx264", "-pix_fmt", pixels);
        var bytes = await File.ReadAllBytesAsync(film, Cancelled);
        var matrix = bytes.AsSpan().IndexOf("tkhd"u8) + 4 + 40;
        byte[] quarterTurn = [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        quarterTurn.CopyTo(bytes, matrix);
        await File.WriteAllBytesAsync(film, bytes, Cancelled);

        var (_, derived) = await workshop.DeriveAsync(film);
        Assert.Equal((null, 360, 640), (derived.Refused, derived.Facts.Width, derived.Facts.Height));
        var poster = await Shown.OfAsync(Variant(derived, "small"), workshop);
        Assert.Equal((180, 320, "red", "blue"), (poster.Width, poster.Height, poster.Colour(2, 1), poster.Colour(2, 3)));
        var frame = await workshop.FfmpegAsync("frame.png", "-i", Variant(derived, "video"), "-frames:v", "1");
        Assert.Equal("red", (await Shown.OfAsync(frame, workshop)).Colour(2, 1));
    }

    [Theory]
    [InlineData("yuv420p")]
    [InlineData("yuv444p")]
    public async Task Where_a_video_was_taken_stays_with_whoever_took_it(string pixels)
    {
        var film = await workshop.FfmpegAsync("taken.mov", [.. Scene, "-c:v", "libx264", "-pix_fmt", pixels, "-c:a", "aac",
            "-metadata", "location=+52.5163+013.3777/", "-metadata", $"title={Secrets.Camera}", "-metadata:s:v", $"handler_name={Secrets.Packet}",
            "-movflags", "use_metadata_tags", "-timecode", "01:02:03:04"]);
        Assert.True(Secrets.IsIn(await File.ReadAllBytesAsync(film, Cancelled)), "the test has lost its secret");
        Assert.True(File.ReadAllBytes(film).AsSpan().IndexOf("x264 - core"u8) > 0, "the encoder says nothing within the stream");

        var (_, derived) = await workshop.DeriveAsync(film);
        Assert.Null(derived.Refused);
        Assert.All(derived.Files, variant => Secrets.AssertNoneIn(variant.Path));
        Assert.Equal(2, (await StreamsAsync(Variant(derived, "video"))).Length);
        Assert.Equal(pixels == "yuv420p", File.ReadAllBytes(Variant(derived, "video")).AsSpan().IndexOf("x264 - core"u8) < 0);
    }

    [Fact]
    public async Task What_a_browser_records_becomes_what_every_browser_plays()
    {
        // Through a pipe, as browsers write: nothing says how long it is.
        var voice = workshop.New("voice.webm");
        await Workshop.MakeAsync("sh", "-c", $"ffmpeg -v error -f lavfi -i sine=440:d=3:r=48000 -c:a libopus -f webm - | cat >{voice}");
        var (type, derived) = await workshop.DeriveAsync(voice);
        Assert.Equal(("audio/webm", null), (type, derived.Refused));
        Assert.Equal("audio audio/mp4", string.Join(' ', derived.Files.Select(f => $"{f.Variant.Name} {f.Variant.MediaType}")));
        Assert.InRange(derived.Facts.DurationMs!.Value, 2_950, 3_100);
        Assert.Equal("aac,1,48000", await Workshop.AskAsync("ffprobe", "-v", "error", "-show_entries", "stream=codec_name,channels,sample_rate", "-of", "csv=p=0",
            Variant(derived, "audio")).ContinueWith(said => string.Join(',', said.GetAwaiter().GetResult().Split(',').OrderBy(w => w == "aac" ? 0 : w.Length))));
        Assert.InRange(new FileInfo(Variant(derived, "audio")).Length, 5_000, 30_000);
    }

    [Theory]
    [InlineData("song.mp3", "audio/mpeg", "-c:a libmp3lame")]
    [InlineData("song.wav", "audio/wav", "-c:a pcm_s16le")]
    [InlineData("song.flac", "audio/flac", "-c:a flac")]
    [InlineData("song.ogg", "audio/ogg", "-c:a libvorbis")]
    [InlineData("song.opus", "audio/ogg", "-c:a libopus")]
    [InlineData("song.m4a", "audio/mp4", "-c:a aac")]
    [InlineData("song.aac", "audio/aac", "-c:a aac")]
    [InlineData("song.mka", "audio/x-matroska", "-c:a libopus")]
    public async Task Any_recording_becomes_what_every_browser_plays(string name, string type, string coding)
    {
        var song = await workshop.FfmpegAsync(name, [.. Speech, "-ac", "2", "-metadata", $"title={Secrets.Camera}", .. coding.Split(' ')]);
        var (told, derived) = await workshop.DeriveAsync(song);
        Assert.Equal((type, null), (told, derived.Refused));
        Assert.Equal(["aac LC "], await StreamsAsync(Variant(derived, "audio")));
        Secrets.AssertNoneIn(Variant(derived, "audio"));
        Assert.InRange(derived.Facts.DurationMs!.Value, 2_900, 3_150);
    }

    [Fact]
    public async Task A_cover_is_no_video()
    {
        var cover = await workshop.PictureAsync("cover.jpg", 64, 64);
        var song = await workshop.FfmpegAsync("song.mp3", [.. Speech, "-i", cover, "-map", "0:a", "-map", "1:v", "-c:a", "libmp3lame", "-c:v", "copy", "-disposition:v", "attached_pic"]);
        var (_, derived) = await workshop.DeriveAsync(song);
        Assert.Equal(["audio"], derived.Files.Select(f => f.Variant.Name));
        Assert.Equal(["aac LC "], await StreamsAsync(Variant(derived, "audio")));
    }

    [Fact]
    public async Task A_waveform_shows_where_it_is_loud()
    {
        var song = await workshop.FfmpegAsync("half.wav", "-f", "lavfi", "-i", "aevalsrc='if(lt(t,2),0,if(lt(t,3),0.25,0.5))*sin(2*PI*440*t)':d=4:s=8000");
        var (_, derived) = await workshop.DeriveAsync(song);
        var bars = Convert.FromBase64String(derived.Facts.Waveform!);
        Assert.Equal(64, bars.Length);
        Assert.All(bars[..31], bar => Assert.Equal(0, bar));
        Assert.All(bars[33..47], bar => Assert.InRange(bar, 120, 135));
        Assert.All(bars[49..], bar => Assert.InRange(bar, 250, 255));
    }

    [Fact]
    public async Task What_is_attached_to_a_film_stays_behind()
    {
        var font = workshop.FileOf("font.ttf", [.. "true type, truly"u8]);
        var words = workshop.FileOf("words.srt", [.. "1\n00:00:00,000 --> 00:00:02,000\nsecret words\n"u8]);
        var film = await workshop.FfmpegAsync("film.mkv", [.. Scene, "-i", words, "-map", "0", "-map", "1", "-map", "2", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac",
            "-c:s", "srt", "-attach", font, "-metadata:s:t", "mimetype=application/x-truetype-font"]);
        var (_, derived) = await workshop.DeriveAsync(film);
        Assert.Equal(["h264 High yuv420p", "aac LC "], await StreamsAsync(Variant(derived, "video")));
        Assert.True(File.ReadAllBytes(Variant(derived, "video")).AsSpan().IndexOf("truly"u8) < 0);
    }

    [Fact]
    public async Task What_lasts_longer_than_three_hours_is_refused()
    {
        var night = await workshop.FfmpegAsync("night.flac", "-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "10900", "-c:a", "flac");
        var (_, derived) = await workshop.DeriveAsync(night);
        Assert.Equal("longer than three hours", derived.Refused);
    }

    [Fact]
    public async Task A_decoder_that_is_told_to_stop_leaves_nothing()
    {
        var film = await workshop.FfmpegAsync("long.webm", "-f", "lavfi", "-i", "testsrc2=s=1280x720:r=25:d=20", "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "16");
        using var patience = new CancellationTokenSource();
        var folder = workshop.Folder();
        var deriving = workshop.Decoders.DeriveAsync(film, "video/webm", folder, patience.Token);
        await Eventually.True("it is at work", () => Directory.Exists(workshop.Work)
            && Directory.EnumerateFiles(workshop.Work, "video.mp4", SearchOption.AllDirectories).Any());
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => deriving);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    static string Variant(Derived derived, string name) => derived.Files.Single(f => f.Variant.Name == name).Path;

    // Of the packets as they are, whatever holds them; what is said beside the pictures is not counted.
    static Task<string> SumAsync(string file, string kind) => Workshop.AskAsync("ffmpeg",
        ["-v", "error", "-i", file, "-map", $"0:{kind}", "-c", "copy", .. kind == "v" ? (string[])["-bsf:v", "filter_units=remove_types=6"] : [], "-f", "md5", "-"]);

    static async Task<string[]> StreamsAsync(string file)
    {
        using var said = JsonDocument.Parse(await Workshop.AskAsync("ffprobe", "-v", "error", "-show_streams", "-print_format", "json", file));
        return [.. said.RootElement.GetProperty("streams").EnumerateArray().Select(s => $"{Text(s, "codec_name")} {Text(s, "profile")} {Text(s, "pix_fmt")}")];

        static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString()! : "";
    }
}
