using Teahouse.Platform.Sandbox;
using Teahouse.Server.Media.Formats;

namespace Teahouse.Server.Media;

/// <summary>Makes pictures of the first pages of a PDF. Nothing else of it is believed.</summary>
sealed class PdfDecoder(DecoderTools tools, PictureDecoder pictures)
{
    const string Unreadable = "not a PDF that can be shown";
    const int MostPages = 5;
    const int Side = 1_280;

    public async Task<Derived> DeriveAsync(string source, string folder, CancellationToken cancellationToken)
    {
        // The first for itself, so that a later page that goes wrong costs nothing but itself.
        var (wrong, pages) = await PagesAsync(source, 1, 1, folder, cancellationToken);
        if (wrong is not null || pages.Count == 0)
        {
            return Derived.Not(wrong ?? Unreadable);
        }

        var shown = await pictures.ShowAsync(pages[0], withMedium: false, folder, cancellationToken);
        if (shown.Refused is not null)
        {
            return shown;
        }

        var (_, more) = await PagesAsync(source, 2, MostPages, folder, cancellationToken);
        return new(
            null, Derived.Nothing.Facts,
            [
                .. shown.Files,
                .. pages.Concat(more).Select((page, i) => DerivedFile.Of($"page{i + 1}", page.Type, page.Path, page.Facts.Width, page.Facts.Height)),
            ]);
    }

    async Task<(string? Wrong, IReadOnlyList<CleanPicture> Pages)> PagesAsync(
        string source, int first, int last, string folder, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "-q", "-f", $"{first}", "-l", $"{last}", "-scale-to", $"{Side}", "-jpeg", "-jpegopt", "quality=85,optimize=y", SandboxCommand.Input, $"made{first}",
        ];
        var limits = new SandboxLimits { MemoryBytes = 1L << 30, CpuSeconds = 10, Time = TimeSpan.FromSeconds(30), FileBytes = 32 << 20 };
        var (wrong, _) = await tools.RunAsync(DecoderTools.Pdftoppm, new("", arguments, source, folder, limits), Unreadable, cancellationToken);
        if (wrong is not null)
        {
            return (wrong, []);
        }

        // Named with as many digits as the last page of all has.
        var pages = Directory.GetFiles(folder, $"made{first}-*.jpg").Order(StringComparer.Ordinal)
            .Select((made, i) => CleanPicture.Copy(made, "image/jpeg", Path.Combine(folder, $"page{first + i}.jpeg")));
        return (null, [.. pages.TakeWhile(page => page is { Facts.Refused: null }).Cast<CleanPicture>()]);
    }
}
