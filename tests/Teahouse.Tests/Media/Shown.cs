using System.Globalization;
using System.Text;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>A picture as it is seen: decoded, and turned as it says.</summary>
sealed record Shown(int Width, int Height, int Channels, byte[] Samples)
{
    public static async Task<Shown> OfAsync(string file, Workshop workshop)
    {
        // PAM and PPM (netpbm): words of ASCII, and then the bare samples.
        var ppm = await Workshop.MakeAsync("vips", "autorot", file, workshop.New("shown.ppm"));
        var bytes = await File.ReadAllBytesAsync(ppm, TestContext.Current.CancellationToken);
        File.Delete(ppm);
        var words = new List<string>();
        var at = 0;
        while (words.Count < 4)
        {
            var end = bytes.AsSpan(at).IndexOfAny((byte)' ', (byte)'\n');
            var word = Encoding.ASCII.GetString(bytes, at, end);
            at += end + 1;
            if (word.StartsWith('#'))
            {
                at += bytes.AsSpan(at).IndexOf((byte)'\n') + 1;
            }
            else
            {
                words.Add(word);
            }
        }

        var (width, height) = (int.Parse(words[1], CultureInfo.InvariantCulture), int.Parse(words[2], CultureInfo.InvariantCulture));
        return new(width, height, (bytes.Length - at) / (width * height), bytes[at..]);
    }

    public byte[] At(int x, int y) => Samples.AsSpan(((y * Width) + x) * Channels, Channels).ToArray();

    /// <summary>The colour at a place that is given in quarters of either side.</summary>
    public string Colour(int x, int y) => At(Width * x / 4, Height * y / 4) switch
    {
        [> 200, < 60, < 60] => "red",
        [< 60, > 200, < 60] => "green",
        [< 60, < 60, > 200] => "blue",
        [> 200, > 200, > 200] => "white",
        var other => string.Join(',', other),
    };
}
