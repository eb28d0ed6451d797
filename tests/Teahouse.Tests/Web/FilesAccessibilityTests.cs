using Microsoft.Playwright;
using Teahouse.Protocol;
using Teahouse.Testing;
using Teahouse.Tests.Media;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>Every kind of file, the viewer, the gallery, the sheet and the recorder, looked at by axe-core.</summary>
public sealed class FilesAccessibilityTests(TestServer server, Workshop workshop) : IClassFixture<TestServer>, IClassFixture<Workshop>
{
    [Theory]
    [ClassData(typeof(Looks))]
    public async Task Everybody_can_use_files_of_every_kind(bool phone, bool dark, string locale)
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await FillAsync(room);
        await using var microphone = new Chromium("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream");
        await using var visitor = await room.VisitAsync(microphone, "Alice", new(phone, dark, locale));
        var page = visitor.Page;
        await visitor.SeesAsync("That is all");
        await AccessibilityTests.LookAsync(page, "files");
        await page.Locator("[role=listitem] input[type=range]").First.EvaluateAsync("position => position.scrollIntoView()");
        await page.Locator("[role=listitem] button:has(+ div input[type=range])").First.ClickAsync();
        await Expect(page.Locator("section > [role=region] > button").First).ToBeVisibleAsync();
        await AccessibilityTests.LookAsync(page, "playing");
        await page.Locator("[role=listitem] button:has(img)").First.EvaluateAsync("picture => picture.scrollIntoView()");
        await AccessibilityTests.LookAsync(page, "pictures");
        await page.Locator("[role=listitem] button:has(img)").First.ClickAsync();
        await Expect(visitor.Dialog).ToBeVisibleAsync();
        await AccessibilityTests.LookAsync(page, "viewer");
        await page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Dialog).ToHaveCountAsync(0);

        await page.Locator("section header button[aria-haspopup=menu]").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem).First.ClickAsync();
        foreach (var tab in new[] { 0, 1, 2, 3 })
        {
            await page.GetByRole(AriaRole.Tab).Nth(tab).ClickAsync();
            await Expect(page.Locator("[role=tabpanel] li").First).ToBeVisibleAsync();
            await AccessibilityTests.LookAsync(page, $"gallery {tab}");
        }

        await page.Keyboard.PressAsync("Escape");
        await visitor.ChoosesPicturesAsync(Album.Photo("one.png"), Album.Notes("two.txt", "tea"));
        await Expect(visitor.Dialog.Locator("textarea")).ToBeVisibleAsync();
        await visitor.Dialog.Locator("button[aria-pressed]").First.ClickAsync();
        await AccessibilityTests.LookAsync(page, "sheet");
        await page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Dialog).ToHaveCountAsync(0);
        await page.Locator("form button:has(.lucide-mic)").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Timer)).ToHaveTextAsync("0:01");
        await AccessibilityTests.LookAsync(page, "recorder");
        await page.Locator("form button:has(.lucide-square)").ClickAsync();
        await Expect(page.Locator("form audio")).ToBeAttachedAsync();
        await AccessibilityTests.LookAsync(page, "review");
        await visitor.GoAsync("/settings/storage");
        await Expect(page.GetByRole(AriaRole.Meter)).ToBeVisibleAsync();
        await AccessibilityTests.LookAsync(page, "storage");
    }

    async Task FillAsync(Room room)
    {
        var bob = room["Bob"];
        await bob.SendsFilesAsync(server, room, null, ("image", null, Pictures.New(300, 200)));
        await bob.SendsFilesAsync(server, room, "A **few** of them", ("image", null, Pictures.New(300, 200)), ("image", null, Pictures.New(200, 300)), ("image", null, Pictures.New(300, 300)));
        var film = await workshop.FfmpegAsync("film.mp4", "-f", "lavfi", "-i", "testsrc2=s=320x240:d=1", "-pix_fmt", "yuv420p");
        await bob.SendsFilesAsync(server, room, null, ("video", null, await BytesAsync(film)));
        var tone = await workshop.FfmpegAsync("tone.ogg", "-f", "lavfi", "-i", "sine=frequency=330:duration=20", "-c:a", "libopus");
        await bob.SendsFilesAsync(server, room, null, ("voice", null, await BytesAsync(tone)));
        await bob.SendsFilesAsync(server, room, null, ("audio", "song.ogg", [.. await BytesAsync(tone), 0]));
        await bob.SendsFilesAsync(server, room, null, ("file", "harvest.pdf", Pdf.Of(2)), ("file", "notes.txt", "Water at 80 degrees"u8.ToArray()));
        var link = new TextContent("see https://tea.example/menu");
        await bob.SendsAsync(room, link);
        await bob.WritesAsync(room, "That is all");
    }

    static Task<byte[]> BytesAsync(string file) => File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
}
