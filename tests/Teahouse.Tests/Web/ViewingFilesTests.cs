using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Teahouse.Protocol;
using Teahouse.Testing;
using Teahouse.Tests.Fetch;
using Teahouse.Tests.Media;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>What one sees of files: one by one, as large as the screen, and all of a conversation together.</summary>
public sealed class ViewingFilesTests(TestServer server, Chromium chromium, Workshop workshop) : IClassFixture<TestServer>, IClassFixture<Workshop>
{
    [Fact]
    public async Task Bob_walks_through_all_pictures_by_keys_and_goes_to_the_message_of_one()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await room["Alice"].SendsFilesAsync(server, room, "first", ("image", null, Pictures.New(900, 600)));
        await room["Alice"].SendsFilesAsync(server, room, "second", ("image", null, Pictures.New(600, 900)), ("image", null, Pictures.New(700, 700)));
        await using var bob = await room.VisitAsync(chromium, "Bob");
        var (keys, dialog) = (bob.Page.Keyboard, bob.Dialog);
        var opener = bob.Message("second").GetByRole(AriaRole.Button, new() { Name = "Open Photo" }).First;
        await opener.FocusAsync();
        await keys.PressAsync("Enter");
        await SeesPlaceAsync("2 of 3");
        await keys.PressAsync("ArrowRight");
        await SeesPlaceAsync("3 of 3");
        await keys.PressAsync("Home");
        await SeesPlaceAsync("1 of 3");
        await keys.PressAsync("+");
        await Expect(dialog.Locator("[data-picture]")).ToHaveAttributeAsync("style", new Regex("scale\\(1\\.6\\)"));
        await keys.PressAsync("0");
        await Expect(dialog.Locator("[data-picture]")).ToHaveAttributeAsync("style", new Regex("scale\\(1\\)"));
        await keys.PressAsync("ArrowRight");
        await keys.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(opener).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await SeesPlaceAsync("2 of 3");
        await keys.PressAsync("Home");
        await SeesPlaceAsync("1 of 3");
        await bob.PressAsync("Go to the message");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(bob.Message("first").Locator(".bg-lit")).ToBeVisibleAsync();

        Task SeesPlaceAsync(string place) => Expect(dialog.GetByText(new Regex($"^{place} ·"))).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Alice_finds_everything_that_was_sent_in_the_gallery()
    {
        await using var own = await TestServer.StartAsync(("media.link_previews", "true"));
        await using var room = await Room.OpenAsync(own, "Tea tasting", "Alice", "Bob");
        var bob = room["Bob"];
        var tone = await workshop.FfmpegAsync("tone.ogg", "-f", "lavfi", "-i", "sine=frequency=330:duration=2", "-c:a", "libopus");
        await bob.SendsFilesAsync(own, room, null, ("image", null, Pictures.New(300, 200)));
        await bob.SendsFilesAsync(own, room, null, ("file", "harvest.pdf", Pdf.Of(2)));
        await bob.SendsFilesAsync(own, room, null, ("file", "notes.txt", "Water at 80 degrees"u8.ToArray()));
        await bob.SendsFilesAsync(own, room, null, ("voice", null, await File.ReadAllBytesAsync(tone, TestContext.Current.CancellationToken)));
        await bob.WritesAsync(room, "see https://tea.example/menu");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await alice.SeesAsync("https://tea.example/menu");
        await alice.Page.Locator("section header").GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await alice.ChooseAsync("Photos, files and links");
        var gallery = alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "Photos, files and links" });
        await gallery.GetByRole(AriaRole.Button, new() { Name = "Photo by Bob" }).ClickAsync();
        await alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "Photos and videos" }).PressAsync("Escape");
        await gallery.GetByRole(AriaRole.Tab, new() { Name = "Files" }).ClickAsync();
        await gallery.GetByRole(AriaRole.Button, new() { Name = "Look into harvest.pdf" }).ClickAsync();
        var pages = alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "harvest.pdf" });
        await Expect(pages.GetByRole(AriaRole.Img, new() { Name = "Page 2 of 2" })).ToBeVisibleAsync();
        await alice.Page.Keyboard.PressAsync("Escape");
        await gallery.GetByRole(AriaRole.Button, new() { Name = "Look into notes.txt" }).ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "notes.txt" })).ToContainTextAsync("Water at 80 degrees");
        await alice.Page.Keyboard.PressAsync("Escape");
        await gallery.GetByRole(AriaRole.Tab, new() { Name = "Audio" }).ClickAsync();
        await Expect(gallery.GetByRole(AriaRole.Button, new() { Name = "Play Voice message" })).ToBeVisibleAsync();
        await gallery.GetByRole(AriaRole.Tab, new() { Name = "Links" }).ClickAsync();
        await Expect(gallery.GetByRole(AriaRole.Link, new() { Name = "tea.example" })).ToBeVisibleAsync();
        await gallery.GetByTitle("Go to the message by Bob").ClickAsync();
        await Expect(gallery).ToHaveCountAsync(0);
        await Expect(alice.Message("https://tea.example/menu").Locator(".bg-lit")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Bob_forwards_a_picture_and_who_gets_it_sees_it()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var carol = await server.PersonAsync("Carol");
        await carol.SaysAsync(room["Bob"], "Show me");
        await room["Alice"].SendsFilesAsync(server, room, "the garden", ("image", null, Pictures.New(300, 200)));
        await using var bob = await room.VisitAsync(chromium, "Bob");
        await bob.Message("the garden").GetByRole(AriaRole.Button, new() { Name = "Open Photo" }).ClickAsync();
        await bob.Dialog.GetByRole(AriaRole.Button, new() { Name = "Forward" }).ClickAsync();
        var dialog = bob.Page.GetByRole(AriaRole.Dialog, new() { Name = "Forward to" });
        await dialog.GetByRole(AriaRole.Checkbox, new() { Name = "Carol" }).CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Forward (1)" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await using var visitor = await Visitor.LogInAsync(chromium, server.Address, carol);
        await visitor.Row("Bob").ClickAsync();
        await visitor.Message("Forwarded from Alice").GetByRole(AriaRole.Button, new() { Name = "Open Photo" }).ClickAsync();
        await Expect(visitor.Dialog.Locator("[data-picture] img").Last).ToHaveJSPropertyAsync("naturalWidth", 300);
    }

    [Fact]
    public async Task A_picture_that_was_recalled_is_no_longer_there_to_see()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        var sent = await room["Alice"].SendsFilesAsync(server, room, "soon gone", ("image", null, Pictures.New(300, 200)));
        await using var bob = await room.VisitAsync(chromium, "Bob");
        await Expect(bob.Message("soon gone").Locator("img").Last).ToBeVisibleAsync();
        await room["Alice"].Api.CallAsync(Commands.RecallMessage, new(room.Id, sent.Seq), TestContext.Current.CancellationToken);
        await Expect(bob.Messages.GetByText("Alice recalled a message")).ToBeVisibleAsync();
        await Expect(bob.Messages.Locator("img")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Alice_posts_a_link_Bob_sees_its_card_and_she_takes_it_off()
    {
        var picture = Pictures.New(800, 400);
        await using var site = await Site.OpenAsync(context =>
        {
            if (context.Request.Path == "/leaf")
            {
                return Site.HtmlAsync(context, "<title>Green leaf</title><meta name='description' content='How it is made'><meta property='og:image' content='/cup.png'>");
            }

            context.Response.ContentType = "image/png";
            return context.Response.Body.WriteAsync(picture, 0, picture.Length);
        });
        await using var own = await TestServer.StartAsync(
            ("media.link_previews", "true"), ("fetch.allowed_networks", "127.0.0.1/32"), ("fetch.allowed_ports", $"{site.Port}"));
        await using var room = await Room.OpenAsync(own, "Tea tasting", "Alice", "Bob");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await using var bob = await room.VisitAsync(chromium, "Bob");
        await alice.SayAsync($"look: {site.At("/leaf")}");
        var card = bob.Messages.GetByRole(AriaRole.Link, new() { NameRegex = new("Green leaf") });
        await Expect(card).ToContainTextAsync("How it is made");
        await Expect(card.Locator("img").Last).ToHaveJSPropertyAsync("complete", true);
        await Expect(bob.Page.GetByRole(AriaRole.Button, new() { Name = "Remove the preview" })).ToHaveCountAsync(0);
        await alice.Messages.Filter(new() { HasText = "Green leaf" }).HoverAsync();
        await alice.PressAsync("Remove the preview");
        await Expect(card).ToHaveCountAsync(0);
        await bob.SeesAsync("look:");
    }

    [Fact]
    public async Task Alice_sees_how_much_room_her_files_take()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await room["Alice"].SendsFilesAsync(server, room, null, ("file", "big.bin", new byte[1_200_000]));
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await alice.GoAsync("/settings/storage");
        await Expect(alice.Page.GetByText("1.2 MB of 21.5 GB used")).ToBeVisibleAsync();
    }
}
