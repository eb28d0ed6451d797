using Microsoft.Playwright;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>How one keeps one's conversations in order.</summary>
public sealed class FolderTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Alice_puts_a_group_into_a_folder_and_her_other_browser_has_it_too()
    {
        await using var party = await Room.OpenAsync(server, "Tea party", "Alice", "Bob");
        await using var dana = await server.PersonAsync("Dana");
        await dana.SaysAsync(party["Alice"], "Hello from Dana");
        await using var laptop = await Visitor.LogInAsync(chromium, server.Address, party["Alice"]);
        await using var phone = await Visitor.LogInAsync(chromium, server.Address, party["Alice"], new(Phone: true));
        await MenuAsync(laptop, "Tea party", "Folders…");
        await laptop.Dialog.GetByLabel("New folder").FillAsync("茶友");
        await laptop.Dialog.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Expect(laptop.Dialog.GetByRole(AriaRole.Checkbox, new() { Name = "茶友" })).ToBeCheckedAsync();
        await laptop.Page.Keyboard.PressAsync("Escape");
        await Chip(phone, "茶友").ClickAsync();
        await Expect(phone.Row("Tea party")).ToBeVisibleAsync();
        await Expect(phone.Row("Dana")).ToHaveCountAsync(0);
        await Chip(phone, "All").ClickAsync();
        await Expect(phone.Row("Dana")).ToBeVisibleAsync();
        await Chip(laptop, "Groups").ClickAsync();
        await Expect(laptop.Row("Dana")).ToHaveCountAsync(0);
        await Chip(laptop, "Unread").ClickAsync();
        await Expect(laptop.Row("Dana")).ToBeVisibleAsync();
        await Expect(laptop.Row("Tea party")).ToHaveCountAsync(0);
        await Chip(laptop, "茶友").ClickAsync(new() { Button = MouseButton.Right });
        await laptop.ChooseAsync("Delete folder");
        await Expect(Chip(phone, "茶友")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Alice_archives_a_conversation_looks_at_it_there_and_news_bring_it_back()
    {
        await using var party = await Room.OpenAsync(server, "Tea party", "Alice", "Bob");
        await party["Bob"].WritesAsync(party, "one");
        await using var alice = await party.VisitAsync(chromium, "Alice");
        await alice.SeesAsync("one");
        await Expect(alice.Row("Tea party")).Not.ToContainTextAsync("unread");
        await MenuAsync(alice, "Tea party", "Archive");
        await Expect(alice.Row("Tea party")).ToHaveCountAsync(0);
        await Chip(alice, "Archive").ClickAsync();
        await alice.Row("Tea party").ClickAsync();
        await alice.SeesAsync("one");
        await Chip(alice, "Archive").ClickAsync();
        await alice.GoAsync();
        await Expect(Chip(alice, "Archive")).ToBeVisibleAsync();
        await Expect(alice.Row("Tea party")).ToHaveCountAsync(0);
        await party["Bob"].WritesAsync(party, "two");
        await alice.Row("Tea party").ClickAsync();
        await alice.SeesAsync("two");
        await Expect(Chip(alice, "Archive")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Alice_marks_a_conversation_as_unread_until_she_comes_back_to_it()
    {
        await using var party = await Room.OpenAsync(server, "Tea party", "Alice", "Bob");
        await using var dana = await server.PersonAsync("Dana");
        await dana.SaysAsync(party["Alice"], "Hello from Dana");
        await using var alice = await party.VisitAsync(chromium, "Alice");
        await alice.Row("Dana").ClickAsync();
        await alice.SeesAsync("Hello from Dana");
        await Expect(alice.Row("Dana")).Not.ToContainTextAsync("unread");
        await MenuAsync(alice, "Tea party", "Mark as unread");
        await Expect(alice.Row("Tea party")).ToContainTextAsync("Marked as unread");
        await alice.Page.ReloadAsync();
        await Chip(alice, "Unread").ClickAsync();
        await alice.Row("Tea party").ClickAsync();
        await Expect(alice.Row("Tea party")).Not.ToContainTextAsync("Marked as unread");
        var kept = await party["Alice"].Api.CallAsync(Commands.GetConversation, new(party.Id), TestContext.Current.CancellationToken);
        Assert.False(kept.Preferences!.MarkedUnread);
    }

    static ILocator Chip(Visitor visitor, string name) =>
        visitor.Page.GetByRole(AriaRole.Group, new() { Name = "Show" }).GetByRole(AriaRole.Button, new() { NameRegex = new($@"^{name}( \d+|\d+)?$") });

    static async Task MenuAsync(Visitor visitor, string row, string item)
    {
        await visitor.Row(row).ClickAsync(new() { Button = MouseButton.Right });
        await visitor.ChooseAsync(item);
    }
}
