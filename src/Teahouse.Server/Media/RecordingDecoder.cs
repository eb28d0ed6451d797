using System.Globalization;
using Teahouse.Platform.Sandbox;
using Teahouse.Server.Media.Formats;

namespace Teahouse.Server.Media;

/// <summary>
/// Makes of videos and recordings what every browser plays, without what does not play: no titles, places, chapters, covers, subtitles and
/// attachments. ffmpeg is told which format it reads and which it may meet within, so that no file makes it open another one.
/// </summary>
sealed class RecordingDecoder(DecoderTools tools, PictureDecoder pictures)
{
    const string Unreadable = "not a recording that can be read";
    const int MostSeconds = 3 * 60 * 60;
    const int MostVideoSide = 1_280;
    const int MostCopiedSide = 1_920;
    const int MostCopiedPixels = 1_920 * 1_088;
    const int MostPixels = 40_000_000;
    const int VoiceSeconds = 10 * 60;
    const int WaveformRate = 8_000;
    const long Memory = 2L << 30;
    const long SoundBytesPerSecond = 24_000;
    const long VideoBytesPerSecond = 600_000;

    // 1,000 nits down to what a common screen shows.
    const string ToStandardRange =
        "zscale=transfer=linear:npl=100,format=gbrpf32le,zscale=primaries=bt709,tonemap=hable:desat=0,zscale=transfer=bt709:matrix=bt709:range=tv,";

    // Those that phones, browsers and cameras write; the others are seldom met, and seldom looked after. ffprobe opens subtitles too, which
    // nothing is made of.
    const string Codecs =
        "h264,hevc,vp8,vp9,libdav1d,mpeg4,h263,mjpeg,mpeg1video,mpeg2video,theora,prores,msmpeg4,msmpeg4v2,wmv1,wmv2," +
        "aac,mp3,mp3float,mp2,mp2float,opus,vorbis,flac,alac,amrnb,amrwb,ac3,eac3,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_u8,pcm_alaw,pcm_mulaw," +
        "pcm_s16be,pcm_s24be,adpcm_ima_wav,adpcm_ms,gsm,gsm_ms,dca," +
        "srt,subrip,ass,ssa,mov_text,webvtt,text,dvbsub,dvdsub,pgssub";

    static readonly Dictionary<string, string> Demuxers = new()
    {
        ["video/mp4"] = "mov",
        ["video/quicktime"] = "mov",
        ["video/3gpp"] = "mov",
        ["audio/mp4"] = "mov",
        ["video/webm"] = "matroska",
        ["audio/webm"] = "matroska",
        ["video/x-matroska"] = "matroska",
        ["audio/x-matroska"] = "matroska",
        ["video/x-msvideo"] = "avi",
        ["video/mp2t"] = "mpegts",
        ["video/ogg"] = "ogg",
        ["audio/ogg"] = "ogg",
        ["audio/mpeg"] = "mp3",
        ["audio/aac"] = "aac",
        ["audio/wav"] = "wav",
        ["audio/flac"] = "flac",
        ["audio/amr"] = "amr",
        ["audio/amr-wb"] = "amr",
    };

    public async Task<Derived> DeriveAsync(string source, string type, string folder, CancellationToken cancellationToken)
    {
        if (!Demuxers.TryGetValue(type, out var demuxer))
        {
            return Derived.Nothing;
        }

        var (probe, wrong) = await ProbeAsync(source, demuxer, cancellationToken);
        return probe is null ? Derived.Not(wrong!)
            : probe.DurationMs > MostSeconds * 1000 ? Derived.Not("longer than three hours")
            : probe.Video is { } video ? await VideoAsync(source, demuxer, probe, video, folder, cancellationToken)
            : probe.Sound is { } sound ? await SoundAsync(source, demuxer, probe, sound, folder, cancellationToken)
            : Derived.Not(Unreadable);
    }

    async Task<(Probe? Probe, string? Wrong)> ProbeAsync(string file, string demuxer, CancellationToken cancellationToken)
    {
        string[] arguments = ["-v", "error", .. Opening(demuxer), "-print_format", "json", "-show_entries", Probe.Asked, "-i", $"file:{SandboxCommand.Input}"];
        var (wrong, output) = await tools.RunAsync(
            DecoderTools.Ffprobe, new("", arguments, file, null, new() { MemoryBytes = Memory, CpuSeconds = 20, Time = TimeSpan.FromSeconds(60) }),
            Unreadable, cancellationToken);
        return wrong is not null ? (null, wrong) : Probe.Read(output) is { } probe ? (probe, null) : (null, Unreadable);
    }

    async Task<Derived> VideoAsync(string source, string demuxer, Probe probe, ProbedVideo video, string folder, CancellationToken cancellationToken)
    {
        if ((long)video.Width * video.Height is 0 or > MostPixels)
        {
            return Derived.Not(video.Width == 0 ? Unreadable : "more than 40 megapixels");
        }

        var copied = IsPlayable(video, probe.Sound);
        var seconds = SecondsOf(probe, source);
        string[] coding = copied
            ? ["-c", "copy", "-bsf:v", "filter_units=remove_types=6"]
            : [
                "-vf", FilterOf(video), "-fpsmax", "30", "-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-crf", "24",
                "-maxrate", "3M", "-bufsize", "6M", "-x264-params", "threads=1", "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000",
            ];
        string[] arguments =
        [
            .. Reading(demuxer), "-map", "0:V:0", "-map", "0:a:0?", "-sn", "-dn", .. coding, .. Clean, "-write_tmcd", "0", "-movflags", "+faststart",
            "-f", "mp4", "video.mp4",
        ];
        var most = copied ? new FileInfo(source).Length + (16L << 20) : (16L << 20) + (seconds * VideoBytesPerSecond);
        var wrong = await RunAsync(arguments, source, folder, Limits(30 + (copied ? seconds / 10 : 3 * seconds), most), null, cancellationToken);
        if (wrong is not null)
        {
            return Derived.Not(wrong);
        }

        // What has come of it is looked at, not what was meant to.
        var path = Path.Combine(folder, "video.mp4");
        var (made, unlike) = await ProbeAsync(path, "mov", cancellationToken);
        if (made?.Video is not { } shown)
        {
            return Derived.Not(unlike ?? Unreadable);
        }

        var poster = await PosterAsync(path, made.DurationMs ?? 0, folder, cancellationToken);
        return poster.Refused is not null ? poster : new(
            null,
            poster.Facts with { Width = shown.ShownWidth, Height = shown.ShownHeight, DurationMs = made.DurationMs },
            [.. poster.Files, DerivedFile.Of("video", "video/mp4", path, shown.ShownWidth, shown.ShownHeight)]);
    }

    // A picture from a second after the beginning, which is often black.
    async Task<Derived> PosterAsync(string video, int durationMs, string folder, CancellationToken cancellationToken)
    {
        string[] from = durationMs > 1_500 ? ["-ss", "1"] : [];
        string[] arguments =
        [
            "-v", "error", "-nostdin", .. Opening("mov"), .. from, "-i", $"file:{SandboxCommand.Input}", "-map", "0:V:0", "-frames:v", "1",
            "-vf", $"scale={Within(MostVideoSide)}", "-c:v", "png", "-bitexact", "-f", "image2", "-update", "1", "poster.png",
        ];
        var wrong = await RunAsync(arguments, video, folder, Limits(30, 64 << 20), null, cancellationToken);
        if (wrong is not null)
        {
            return Derived.Not(wrong);
        }

        var poster = CleanPicture.Copy(Path.Combine(folder, "poster.png"), "image/png", Path.Combine(folder, "poster.clean.png"));
        return poster is { Facts.Refused: null }
            ? await pictures.ShowAsync(poster, poster.Facts.Width > PictureDecoder.SmallSide || poster.Facts.Height > PictureDecoder.SmallSide, folder, cancellationToken)
            : Derived.Not(Unreadable);
    }

    async Task<Derived> SoundAsync(string source, string demuxer, Probe probe, ProbedSound sound, string folder, CancellationToken cancellationToken)
    {
        var seconds = SecondsOf(probe, source);
        string[] coding = sound.Channels == 1 && seconds <= VoiceSeconds ? ["-ac", "1", "-b:a", "48k"] : ["-ac", "2", "-b:a", "128k"];
        string[] arguments =
        [
            .. Reading(demuxer), "-map", "0:a:0", "-c:a", "aac", .. coding, "-ar", "48000", .. Clean, "-movflags", "+faststart", "-f", "ipod", "audio.m4a",
            "-map", "0:a:0", "-ac", "1", "-ar", $"{WaveformRate}", "-t", $"{MostSeconds}", "-f", "s16le", "pipe:1",
        ];
        var waveform = new Waveform(WaveformRate);
        var limits = Limits(20 + (seconds / 5), (1L << 20) + (seconds * SoundBytesPerSecond)) with { OutputBytes = (1L << 20) + (seconds * WaveformRate * 2 * 2) };
        var wrong = await RunAsync(arguments, source, folder, limits, waveform.Add, cancellationToken);
        var path = Path.Combine(folder, "audio.m4a");
        return wrong is not null || waveform.DurationMs == 0
            ? Derived.Not(wrong ?? Unreadable)
            : new(null, new(null, null, waveform.DurationMs, null, waveform.ToBase64()), [DerivedFile.Of("audio", "audio/mp4", path)]);
    }

    async Task<string?> RunAsync(
        string[] arguments, string file, string folder, SandboxLimits limits, Action<ReadOnlyMemory<byte>>? output, CancellationToken cancellationToken)
    {
        var (wrong, _) = await tools.RunAsync(
            DecoderTools.Ffmpeg, new("", arguments, file, folder, limits) { Output = output }, Unreadable, cancellationToken);
        return wrong;
    }

    // Options of what is read come before it.
    static string[] Opening(string demuxer) =>
        ["-protocol_whitelist", "file", "-format_whitelist", demuxer, "-codec_whitelist", Codecs, "-max_pixels", $"{MostPixels}", "-threads", "1", "-f", demuxer];

    static string[] Reading(string demuxer) =>
        ["-v", "error", "-nostdin", "-filter_threads", "1", .. Opening(demuxer), "-i", $"file:{SandboxCommand.Input}"];

    static string[] Clean => ["-map_metadata", "-1", "-map_chapters", "-1", "-bitexact", "-t", MostSeconds.ToString(CultureInfo.InvariantCulture)];

    static bool IsPlayable(ProbedVideo video, ProbedSound? sound) =>
        video is { Codec: "h264", Pixels: "yuv420p", IsHighRange: false }
        && Math.Max(video.Width, video.Height) <= MostCopiedSide && video.Width * video.Height <= MostCopiedPixels
        && sound is null or { Codec: "aac", Profile: "LC", Channels: 1 or 2 };

    static string FilterOf(ProbedVideo video) =>
        $"{(video.IsHighRange ? ToStandardRange : "")}scale={Within(MostVideoSide)}:force_divisible_by=2,setsar=1,format=yuv420p";

    // Pixels become square on the way.
    static string Within(int side) =>
        $"w='min({side},ceil(iw*sar))':h='min({side},ih)':force_original_aspect_ratio=decrease";

    // A file that does not say how long it is has at least 1 kB for each second.
    static int SecondsOf(Probe probe, string source) =>
        (int)Math.Clamp(probe.DurationMs is { } ms ? (ms / 1000) + 1 : new FileInfo(source).Length / 1_000, 1, MostSeconds);

    static SandboxLimits Limits(int cpuSeconds, long bytes) =>
        new() { MemoryBytes = Memory, CpuSeconds = cpuSeconds, Time = TimeSpan.FromSeconds(30 + (3 * cpuSeconds)), FileBytes = bytes };
}
