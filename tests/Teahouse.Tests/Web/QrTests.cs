using Microsoft.Playwright;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>One's code on the screen, read by another's camera or from a picture of it.</summary>
public sealed class QrTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    /// <summary>The code as a camera sees it: grey levels of a picture with the code in its middle.</summary>
    const string Look = """
        async svg => {
          const picture = new Image();
          const copy = svg.cloneNode(true);
          copy.setAttribute('width', '360');
          copy.setAttribute('height', '360');
          picture.src = 'data:image/svg+xml,' + encodeURIComponent(new XMLSerializer().serializeToString(copy));
          await picture.decode();
          const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
          const context = canvas.getContext('2d');
          context.fillStyle = '#ddd';
          context.fillRect(0, 0, 640, 480);
          context.fillStyle = '#fff';
          context.fillRect(140, 60, 360, 360);
          context.drawImage(picture, 140, 60, 360, 360);
          const { data } = context.getImageData(0, 0, 640, 480);
          return Array.from({ length: 640 * 480 }, (_, at) => data[4 * at]);
        }
        """;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bob_holds_his_camera_before_the_code_of_Alice_and_asks_to_be_friends()
    {
        await using var alicia = await server.PersonAsync("Alice");
        await using var bobby = await server.PersonAsync("Bob");
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, alicia);
        await alice.GoAsync("/contacts/code");
        var code = alice.Page.GetByRole(AriaRole.Img, new() { Name = "QR code of Alice" });
        await Expect(code).ToBeVisibleAsync();
        var film = Path.Combine(Path.GetTempPath(), $"teahouse-{Ids.New():N}.y4m");
        await File.WriteAllBytesAsync(film, Film(await code.EvaluateAsync<int[]>(Look)), Cancelled);
        try
        {
            await using var camera = new Chromium("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                $"--use-file-for-fake-video-capture={film}");
            await using var bob = await Visitor.LogInAsync(camera, server.Address, bobby);
            await bob.PressAsync("New");
            await bob.ChooseAsync("Scan");
            await bob.PressAsync("Add friend");
            await bob.PressAsync("Send request");
            await Expect(bob.Page.GetByText("You asked to be friends")).ToBeVisibleAsync();
        }
        finally
        {
            File.Delete(film);
        }

        await Expect(alice.Page.GetByRole(AriaRole.Link, new() { Name = "Contacts 1 friend request" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Bob_opens_a_picture_of_the_code_of_Alice_which_she_then_makes_void()
    {
        await using var alicia = await server.PersonAsync("Alice");
        await using var bobby = await server.PersonAsync("Bob");
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, alicia);
        await using var bob = await Visitor.LogInAsync(chromium, server.Address, bobby);
        await alice.GoAsync("/contacts/code");
        var saved = await alice.Page.RunAndWaitForDownloadAsync(() => alice.PressAsync("Save picture"));
        var picture = await saved.PathAsync();
        await bob.PressAsync("New");
        await bob.ChooseAsync("Scan");
        await Expect(bob.Page.GetByText("There is no camera.")).ToBeVisibleAsync();
        await bob.Page.GetByLabel("From a picture").SetInputFilesAsync(new FilePayload
        {
            Name = "code.png", MimeType = "image/png", Buffer = await File.ReadAllBytesAsync(picture, Cancelled),
        });
        await Expect(bob.Page.GetByText("Alice", new() { Exact = true })).ToBeVisibleAsync();
        var path = new Uri(bob.Page.Url).AbsolutePath;
        Assert.Equal($"/add/{(await alicia.Api.CallAsync(Commands.GetContactCode, Nothing.Value, Cancelled)).Code}", path);
        await alice.PressAsync("New code");
        await alice.ConfirmAsync("New code");
        await Expect(alice.Page.GetByText(path)).ToHaveCountAsync(0);
        bob.Refused = true;
        await bob.GoAsync(path);
        await Expect(bob.Page.GetByText("This code leads nowhere")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Bob_is_told_when_a_picture_has_no_code_of_this_house()
    {
        await using var bobby = await server.PersonAsync("Bob");
        await using var bob = await Visitor.LogInAsync(chromium, server.Address, bobby);
        await bob.PressAsync("New");
        await bob.ChooseAsync("Scan");
        var field = bob.Page.GetByLabel("From a picture");
        await field.SetInputFilesAsync(new FilePayload { Name = "notes.png", MimeType = "image/png", Buffer = "no picture"u8.ToArray() });
        await Expect(bob.Page.GetByText("This file is no picture.")).ToBeVisibleAsync();
        var page = await bob.Page.ScreenshotAsync();
        await field.SetInputFilesAsync(new FilePayload { Name = "page.png", MimeType = "image/png", Buffer = page });
        await Expect(bob.Page.GetByText("There is no QR code in this picture.")).ToBeVisibleAsync();
    }

    /// <summary>One frame of YUV4MPEG2, which Chromium's fake camera shows again and again.</summary>
    static byte[] Film(int[] grey) =>
    [
        .. "YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\nFRAME\n"u8, .. grey.Select(level => (byte)level), .. Enumerable.Repeat((byte)128, 640 * 480 / 2),
    ];
}
