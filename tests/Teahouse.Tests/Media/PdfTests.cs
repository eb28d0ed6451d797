using Xunit;

namespace Teahouse.Tests.Media;

public sealed class PdfTests(Workshop workshop) : IClassFixture<Workshop>
{
    [Fact]
    public async Task The_first_five_pages_of_a_document_are_pictures()
    {
        var (type, derived) = await workshop.DeriveAsync(workshop.FileOf("document", Pdf.Of(12)));
        Assert.Equal(("application/pdf", null), (type, derived.Refused));
        Assert.Equal(
            [
                "small image/webp 320x320", "page1 image/jpeg 1280x1280", "page2 image/jpeg 1280x1280", "page3 image/jpeg 1280x1280",
                "page4 image/jpeg 1280x1280", "page5 image/jpeg 1280x1280",
            ],
            derived.Files.Select(f => $"{f.Variant.Name} {f.Variant.MediaType} {f.Variant.Width}x{f.Variant.Height}"));
        var first = await Shown.OfAsync(derived.Files[1].Path, workshop);
        Assert.Equal(("red", "white"), (first.Colour(1, 1), first.Colour(3, 1)));
        Assert.Equal(6, derived.Files.Select(f => Convert.ToBase64String(File.ReadAllBytes(f.Path))).Distinct().Count());
    }

    [Fact]
    public async Task A_document_of_one_page_has_one()
    {
        var (_, derived) = await workshop.DeriveAsync(workshop.FileOf("document", Pdf.Of(1)));
        Assert.Equal(["small", "page1"], derived.Files.Select(f => f.Variant.Name));
    }

    [Fact]
    public async Task What_begins_like_a_document_and_is_none_is_refused()
    {
        var (type, derived) = await workshop.DeriveAsync(workshop.FileOf("document", [.. "%PDF-1.7\nand nothing else"u8]));
        Assert.Equal(("application/pdf", "not a PDF that can be shown"), (type, derived.Refused));
        Assert.Empty(derived.Files);
    }
}
