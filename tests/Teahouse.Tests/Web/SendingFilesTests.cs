using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>From a file on one's device to what others see of it.</summary>
public sealed class SendingFilesTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alice_sends_three_pictures_with_a_caption_and_Bob_sees_and_opens_them()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await using var bob = await room.VisitAsync(chromium, "Bob");
        await alice.ChoosesPicturesAsync(Album.Photo("one.png", 3000, 2000), Album.Photo("two.png"), Album.Photo("three.png", 480, 640));
        await Expect(alice.Dialog.GetByRole(AriaRole.Heading, new() { Name = "Send 3 items to Tea tasting" })).ToBeVisibleAsync();
        await alice.PressAsync("Move three.png forward");
        await alice.SendsAsync("Fresh from the **garden**");
        var sent = alice.Message("Fresh from the garden");
        await Expect(sent.GetByRole(AriaRole.Button, new() { Name = "Open Photo" })).ToHaveCountAsync(3);
        await alice.SeesStateAsync("Fresh from the garden", "read");

        var pictures = bob.Message("Fresh from the garden").GetByRole(AriaRole.Button, new() { Name = "Open Photo" });
        await Expect(pictures).ToHaveCountAsync(3);
        await Expect(bob.Row("Tea tasting")).ToContainTextAsync("📷 Fresh from the garden");
        await pictures.First.ClickAsync();
        await Expect(bob.Dialog.GetByText(new Regex("^1 of 3 ·"))).ToBeVisibleAsync();
        var shown = bob.Dialog.Locator("[data-picture] img").Last;
        await Expect(shown).ToHaveJSPropertyAsync("complete", true);
        // No larger than it has to be: it was made to fit before it was sent.
        Assert.InRange(await shown.EvaluateAsync<int>("picture => picture.naturalWidth"), 1280, 2560);
        await bob.Page.Keyboard.PressAsync("Escape");
        await Expect(pictures.First).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Alice_pastes_a_picture_and_drops_a_file_and_Bob_gets_the_file_byte_for_byte()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await alice.Composer.FillAsync("Look at this");
        await alice.Composer.HandAsync("paste", Album.Photo("image.png"));
        await Expect(alice.Dialog.GetByRole(AriaRole.Textbox, new() { Name = "Add a caption" })).ToHaveValueAsync("Look at this");
        await alice.SendsAsync("Look at this");
        await Expect(alice.Message("Look at this").GetByRole(AriaRole.Button, new() { Name = "Open Photo" })).ToBeVisibleAsync();
        await Expect(alice.Composer).ToHaveValueAsync("");

        var bytes = RandomNumberGenerator.GetBytes(300_000);
        var file = Album.File("harvest.bin", "application/octet-stream", bytes);
        var messages = alice.Page.GetByRole(AriaRole.Region, new() { Name = "Messages with Tea tasting" });
        await messages.HandAsync("dragover", file);
        await Expect(alice.Page.GetByText("Drop here to send to Tea tasting")).ToBeVisibleAsync();
        await messages.HandAsync("drop", file);
        await Expect(alice.Page.GetByText("Drop here to send")).ToHaveCountAsync(0);
        await alice.SendsAsync();
        await alice.SeesStateAsync("harvest.bin", "sent");

        await using var bob = await room.VisitAsync(chromium, "Bob");
        var got = await bob.Page.RunAndWaitForDownloadAsync(() =>
            bob.Page.GetByRole(AriaRole.Link, new() { Name = "Download harvest.bin" }).ClickAsync());
        Assert.Equal("harvest.bin", got.SuggestedFilename);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(await got.PathAsync(), Stop));
    }

    [Fact]
    public async Task Alice_reloads_the_page_in_mid_upload_and_it_goes_on_where_it_was()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var door = new FaultProxy(() => server.Address) { Delay = TimeSpan.FromMilliseconds(40) };
        await using var alice = await Visitor.LogInAsync(chromium, door.Address, room["Alice"]);
        await alice.Row("Tea tasting").ClickAsync();
        await alice.Page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => undefined)");
        var bytes = RandomNumberGenerator.GetBytes(14 << 20);
        await alice.ChoosesFilesAsync(Album.File("film.raw", "application/octet-stream", bytes));
        await alice.SendsAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Cancel film.raw, [1-9][0-9]? % sent") })).ToBeVisibleAsync();
        alice.Offline = true;
        door.Refuse = true;
        door.Cut();
        await Expect(alice.Page.GetByText("You are offline.")).ToBeVisibleAsync();
        await alice.Page.ReloadAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Cancel film.raw") })).ToBeVisibleAsync();

        var offsets = new List<long>();
        alice.Page.Response += (_, answer) =>
        {
            if (answer.Request.Method == "HEAD" && answer.Headers.TryGetValue("upload-offset", out var offset))
            {
                offsets.Add(long.Parse(offset, System.Globalization.CultureInfo.InvariantCulture));
            }
        };
        door.Delay = TimeSpan.Zero;
        door.Refuse = false;
        await alice.SeesStateAsync("film.raw", "sent");
        Assert.True(offsets[0] >= 512 << 10, $"It went on at {offsets[0]}.");
        await using var bob = await room.VisitAsync(chromium, "Bob");
        var got = await bob.Page.RunAndWaitForDownloadAsync(() =>
            bob.Page.GetByRole(AriaRole.Link, new() { Name = "Download film.raw" }).ClickAsync());
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await File.ReadAllBytesAsync(await got.PathAsync(), Stop)));
    }

    [Fact]
    public async Task Alice_takes_a_file_back_before_it_has_gone()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var door = new FaultProxy(() => server.Address) { Delay = TimeSpan.FromMilliseconds(40) };
        await using var alice = await Visitor.LogInAsync(chromium, door.Address, room["Alice"]);
        await alice.Row("Tea tasting").ClickAsync();
        await alice.ChoosesFilesAsync(Album.File("wrong.raw", "application/octet-stream", RandomNumberGenerator.GetBytes(14 << 20)));
        await alice.SendsAsync();
        await alice.SayAsync("Words need not wait");
        await alice.SeesStateAsync("Words need not wait", "sent");
        await alice.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Cancel wrong.raw") }).ClickAsync();
        await Expect(alice.Message("wrong.raw")).ToHaveCountAsync(0);
        door.Delay = TimeSpan.Zero;
        var hers = $"SELECT count(*) FROM media.upload WHERE user_id = '{room["Alice"].Id}'";
        await Eventually.True("the server has let go of it", async () => await server.Database.ScalarAsync<long>(hers) == 0);
        Assert.Equal(["Words need not wait"], await alice.TextsAsync());
    }

    [Fact]
    public async Task Alice_sends_what_is_no_picture_as_a_file_after_all()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        alice.Unfit = true;
        await alice.ChoosesPicturesAsync(Album.File("broken.png", "image/png", "this is no picture"u8.ToArray()));
        await alice.SendsAsync();
        await Expect(alice.Page.GetByText("This file is broken, or is not what it says it is.")).ToBeVisibleAsync();
        await alice.PressAsync("Send as file");
        await alice.SeesStateAsync("broken.png", "sent");
        await Expect(alice.Page.GetByRole(AriaRole.Link, new() { Name = "Download broken.png" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Alice_mends_the_words_to_a_picture_and_describes_it()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await alice.ChoosesPicturesAsync(Album.Photo("cup.png"));
        await alice.PressAsync("ALT cup.png");
        await alice.Dialog.GetByLabel("Description").FillAsync("A cup of green tea");
        await alice.SendsAsync("Oolng");
        await alice.SeesStateAsync("Oolng", "sent");
        await alice.Composer.PressAsync("ArrowUp");
        await Expect(alice.Composer).ToHaveValueAsync("Oolng");
        await alice.Composer.FillAsync("Oolong");
        await alice.Composer.PressAsync("Enter");
        await using var bob = await room.VisitAsync(chromium, "Bob");
        await Expect(bob.Message("Oolong").GetByRole(AriaRole.Button, new() { Name = "Open A cup of green tea" })).ToBeVisibleAsync();
        await Expect(bob.Message("Oolong")).ToContainTextAsync("edited");
    }
}
