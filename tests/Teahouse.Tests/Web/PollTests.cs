using Microsoft.Playwright;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>Cards in a conversation: polls, places, people and stickers.</summary>
public sealed class PollTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Alice_asks_Bob_votes_and_changes_his_vote_and_Alice_ends_the_poll()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await using var bob = await room.VisitAsync(chromium, "Bob");
        await AddAsync(alice, "Poll");
        var dialog = alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "New poll" });
        await dialog.GetByLabel("Question").FillAsync("Which tea first?");
        await dialog.GetByLabel("Option 1", new() { Exact = true }).FillAsync("Longjing");
        await dialog.GetByLabel("Option 2", new() { Exact = true }).FillAsync("Oolong");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Send poll" }).ClickAsync();
        await VoteAsync(bob, "Longjing 0 votes");
        await Expect(Option(alice, "Longjing 1 vote")).ToBeVisibleAsync();
        await VoteAsync(bob, "Oolong 0 votes");
        await Expect(Option(alice, "Oolong 1 vote")).ToBeVisibleAsync();
        await Expect(Option(alice, "Longjing 0 votes")).ToBeVisibleAsync();
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Who voted" }).ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Bob");
        await alice.Page.Keyboard.PressAsync("Escape");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "End poll" }).ClickAsync();
        await Expect(bob.Messages.GetByText("ended")).ToBeVisibleAsync();
        await Expect(Option(bob, "Oolong 1 vote")).ToBeDisabledAsync();
    }

    [Fact]
    public async Task Alice_sends_a_place_a_card_and_a_sticker()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await using var bob = await room.VisitAsync(chromium, "Bob");
        await AddAsync(alice, "Location");
        var place = alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "Share a location" });
        await place.GetByLabel("Latitude").FillAsync("30.2426");
        await place.GetByLabel("Longitude").FillAsync("120.1485");
        await place.GetByLabel("Name of the place").FillAsync("West Lake");
        await place.GetByRole(AriaRole.Button, new() { Name = "Send location" }).ClickAsync();
        await Expect(bob.Message("West Lake").GetByRole(AriaRole.Img, new() { Name = "Map of 30.24260, 120.14850" })).ToBeVisibleAsync();
        await Expect(bob.Message("West Lake").GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href",
            "https://www.openstreetmap.org/?mlat=30.2426&mlon=120.1485#map=15/30.2426/120.1485");
        await AddAsync(alice, "Contact card");
        await alice.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button).Filter(new() { HasText = room["Bob"].Username }).ClickAsync();
        await Expect(bob.Message("Contact card")).ToContainTextAsync($"@{room["Bob"].Username}");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Emoji and stickers" }).ClickAsync();
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Stickers", Exact = true }).ClickAsync();
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Thank you" }).ClickAsync();
        await Expect(bob.Messages.GetByRole(AriaRole.Img, new() { Name = "Thank you" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Alices_place_follows_her_until_she_stops_it()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await using var bob = await room.VisitAsync(chromium, "Bob");
        await alice.Context.GrantPermissionsAsync(["geolocation"]);
        await alice.Context.SetGeolocationAsync(new() { Latitude = 30, Longitude = 120 });
        await AddAsync(alice, "Location");
        var place = alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "Share a location" });
        await place.GetByRole(AriaRole.Button, new() { Name = "Use where I am now" }).ClickAsync();
        await Expect(place.GetByLabel("Latitude")).ToHaveValueAsync("30.000000");
        await place.GetByLabel("Follow me").SelectOptionAsync("3600");
        await place.GetByRole(AriaRole.Button, new() { Name = "Share live location" }).ClickAsync();
        await Expect(bob.Messages.GetByText("Live for 60 more minutes")).ToBeVisibleAsync();
        await alice.Context.SetGeolocationAsync(new() { Latitude = 31, Longitude = 121 });
        await Expect(bob.Messages.GetByText("31.00000, 121.00000")).ToBeVisibleAsync();
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Stop sharing" }).ClickAsync();
        await Expect(bob.Messages.GetByText("No longer live")).ToBeVisibleAsync();
    }

    static ILocator Option(Visitor visitor, string name) => visitor.Messages.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    static async Task VoteAsync(Visitor visitor, string option)
    {
        await Option(visitor, option).ClickAsync();
        await Expect(visitor.Messages.Locator("[aria-pressed=true]")).ToHaveCountAsync(1);
    }

    static async Task AddAsync(Visitor visitor, string what)
    {
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Menuitem, new() { Name = what }).ClickAsync();
    }
}
