using System.Globalization;
using System.Text.Json;

namespace Teahouse.Server.Media;

/// <summary>What ffprobe says of a video or a recording: its first picture and its first sound.</summary>
/// <param name="DurationMs">Null where the file does not say, as what browsers record does not.</param>
sealed record Probe(ProbedVideo? Video, ProbedSound? Sound, int? DurationMs)
{
    /// <summary>The words that make ffprobe say so.</summary>
    public static string Asked =>
        "stream=codec_type,codec_name,profile,pix_fmt,width,height,color_transfer,channels,duration" +
        ":stream_disposition=attached_pic:stream_side_data=rotation:format=duration";

    /// <summary>Reads the answer; null when it is none.</summary>
    public static Probe? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var streams = document.RootElement.GetProperty("streams").EnumerateArray().ToList();
            var video = streams.FirstOrDefault(s => Text(s, "codec_type") == "video" && !IsCover(s));
            var sound = streams.FirstOrDefault(s => Text(s, "codec_type") == "audio");
            var seconds = new[] { document.RootElement.GetProperty("format"), video, sound }.Max(Seconds);
            return new(
                video.ValueKind == JsonValueKind.Undefined ? null : VideoOf(video),
                sound.ValueKind == JsonValueKind.Undefined ? null : new(Text(sound, "codec_name"), Text(sound, "profile"), Number(sound, "channels")),
                seconds is > 0 and < int.MaxValue / 1000 ? (int)(seconds * 1000) : null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    static ProbedVideo VideoOf(JsonElement stream)
    {
        var rotation = stream.TryGetProperty("side_data_list", out var all)
            ? all.EnumerateArray().Select(data => Number(data, "rotation")).FirstOrDefault(r => r != 0) : 0;
        return new(
            Text(stream, "codec_name"), Text(stream, "pix_fmt"), Number(stream, "width"), Number(stream, "height"), rotation % 180 != 0,
            Text(stream, "color_transfer"));
    }

    static bool IsCover(JsonElement stream) => stream.TryGetProperty("disposition", out var d) && Number(d, "attached_pic") != 0;

    static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    static int Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : 0;

    static double Seconds(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
        && double.TryParse(Text(element, "duration"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
}

/// <summary>A video within a file.</summary>
/// <param name="Turned">Whether it is shown with its sides exchanged.</param>
/// <param name="Transfer">How light is coded; that of high dynamic range is too much for what plays everywhere.</param>
sealed record ProbedVideo(string Codec, string Pixels, int Width, int Height, bool Turned, string Transfer)
{
    public bool IsHighRange => Transfer is "smpte2084" or "arib-std-b67";

    public int ShownWidth => Turned ? Height : Width;

    public int ShownHeight => Turned ? Width : Height;
}

/// <summary>A sound within a file.</summary>
sealed record ProbedSound(string Codec, string Profile, int Channels);
