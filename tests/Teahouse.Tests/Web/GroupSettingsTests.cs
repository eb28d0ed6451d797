using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>Groups: made, run, and set by each as they like.</summary>
public sealed class GroupSettingsTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alice_makes_a_group_with_Bob_whom_she_knows_and_Carol_whose_username_she_was_told()
    {
        await using var alicia = await server.PersonAsync("Alice");
        await using var bobby = await server.PersonAsync("Bob");
        await using var carola = await server.PersonAsync("Carol");
        await bobby.SaysAsync(alicia, "Let us meet");
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, alicia);
        await using var carol = await Visitor.LogInAsync(chromium, server.Address, carola);
        await alice.PressAsync("New");
        await alice.ChooseAsync("New group");
        await alice.Dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Tea party");
        await alice.Dialog.GetByRole(AriaRole.Button, new() { Name = "🍵" }).ClickAsync();
        await alice.Dialog.GetByRole(AriaRole.Checkbox, new() { Name = "Bob" }).CheckAsync();
        await alice.Dialog.GetByRole(AriaRole.Searchbox).FillAsync(carola.Username);
        await alice.Dialog.GetByRole(AriaRole.Checkbox, new() { Name = "Carol" }).CheckAsync();
        await alice.PressAsync("Create group of 3");
        await Expect(alice.Composer).ToBeVisibleAsync();
        await alice.SayAsync("Welcome, both");
        await Expect(carol.Row("Tea party")).ToContainTextAsync("Alice: Welcome, both");
        await Expect(carol.Row("Tea party")).ToContainTextAsync("🍵");
        await alice.OpenPanelAsync("Tea party");
        await Expect(alice.Dialog.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task Alice_runs_her_group_until_she_hands_it_to_Bob_and_leaves()
    {
        await using var town = await TownAsync();
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, town.Alice);
        await using var bob = await Visitor.LogInAsync(chromium, server.Address, town.Bob);
        await using var carol = await Visitor.LogInAsync(chromium, server.Address, town.Carol);
        await alice.GoAsync($"/c/{town.Group}");
        await alice.OpenPanelAsync("Tea party");
        await alice.PressAsync("More about Bob");
        await alice.ChooseAsync("Make admin");
        await Expect(alice.Dialog.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Bob" })).ToContainTextAsync("Admin");
        await alice.Dialog.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Manage group") }).ClickAsync();
        await alice.Dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Unbirthday");
        await alice.Dialog.GetByLabel("Announcement").FillAsync("Bring your own cup");
        await alice.PressAsync("Save");
        await Expect(carol.Row("Unbirthday")).ToBeVisibleAsync();
        await alice.Dialog.GetByRole(AriaRole.Switch, new() { Name = "Only admins may write" }).CheckAsync();
        await alice.Dialog.GetByLabel("Messages are kept").SelectOptionAsync("days");
        await alice.ConfirmAsync("Delete");
        await Expect(alice.Dialog.GetByLabel("Days")).ToHaveValueAsync("30");
        var info = (await town.Carol.Api.CallAsync(Commands.GetConversation, new(town.Group), Cancelled)).Info!;
        Assert.Equal(("admins", "days", 30), (info.Posting, info.Retention!.Mode, info.Retention.Days));

        await alice.PressAsync("Back");
        await Expect(alice.Dialog.GetByText("Bring your own cup")).ToBeVisibleAsync();
        // Her client may be asking for something of the group at that moment.
        carol.Refused = true;
        await alice.PressAsync("More about Carol");
        await alice.ChooseAsync("Remove");
        await alice.ConfirmAsync("Remove");
        await Expect(carol.Row("Unbirthday")).ToHaveCountAsync(0);
        await alice.PressAsync("More about Bob");
        await alice.ChooseAsync("Make owner");
        await alice.ConfirmAsync("Make owner");
        await Expect(alice.Dialog.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Bob" })).ToContainTextAsync("Owner");
        await alice.PressAsync("Leave");
        await alice.ConfirmAsync("Leave");
        await Expect(alice.Row("Unbirthday")).ToHaveCountAsync(0);
        await Expect(bob.Row("Unbirthday")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Bob_mutes_pins_and_hides_the_group_until_there_is_news()
    {
        await using var town = await TownAsync();
        await town.Alice.SaysAsync(town.Bob, "And here is another");
        await using var bob = await Visitor.LogInAsync(chromium, server.Address, town.Bob);
        await SayAsync(town.Alice, town.Group, "one", "two");
        await Expect(bob.Page).ToHaveTitleAsync("(3) Teahouse");
        await bob.Row("Tea party").ClickAsync(new() { Button = MouseButton.Right });
        await bob.ChooseAsync("Mute");
        await bob.ChooseAsync("For 8 hours");
        await Expect(bob.Row("Tea party")).ToContainTextAsync("2 unread messages, muted");
        await Expect(bob.Page).ToHaveTitleAsync("(1) Teahouse");
        await Expect(bob.Page.GetByRole(AriaRole.Link, new() { Name = "Chats 1 unread message" })).ToBeVisibleAsync();
        await bob.Row("And here is another").ClickAsync(new() { Button = MouseButton.Right });
        await bob.ChooseAsync("Pin to top");
        await Expect(bob.Page.Locator("a[data-row]").First).ToContainTextAsync("And here is another");
        await bob.Row("Tea party").FocusAsync();
        await bob.Page.Keyboard.PressAsync("Shift+F10");
        await bob.ChooseAsync("Mark as read");
        await Expect(bob.Row("Tea party")).Not.ToContainTextAsync("unread");
        await bob.Row("Tea party").ClickAsync(new() { Button = MouseButton.Right });
        await bob.ChooseAsync("Archive");
        await Expect(bob.Row("Tea party")).ToHaveCountAsync(0);
        await SayAsync(town.Alice, town.Group, "three");
        await Expect(bob.Row("Tea party")).ToContainTextAsync("three");
    }

    [Fact]
    public async Task Bob_has_a_nickname_and_a_background_of_his_own_in_the_group()
    {
        await using var town = await TownAsync();
        await using var bob = await Visitor.LogInAsync(chromium, server.Address, town.Bob);
        await using var carol = await Visitor.LogInAsync(chromium, server.Address, town.Carol);
        await bob.GoAsync($"/c/{town.Group}");
        await bob.OpenPanelAsync("Tea party");
        await bob.Dialog.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^For me") }).ClickAsync();
        await bob.Dialog.GetByLabel("My nickname here").FillAsync("Hatter");
        await bob.PressAsync("Save");
        await bob.Dialog.GetByText("Jade").ClickAsync();
        await Expect(bob.Dialog.GetByRole(AriaRole.Radio, new() { Name = "Jade" })).ToBeCheckedAsync();
        await carol.GoAsync($"/c/{town.Group}");
        await carol.OpenPanelAsync("Tea party");
        await Expect(carol.Dialog.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Hatter" })).ToContainTextAsync("Bob");
        var kept = await town.Bob.Api.CallAsync(Commands.GetConversation, new(town.Group), Cancelled);
        Assert.Equal("jade", kept.Preferences!.Background);
    }

    static async Task SayAsync(Person sender, Guid conversation, params string[] texts)
    {
        foreach (var text in texts)
        {
            await sender.Api.CallAsync(Commands.Send, new(new TextContent(text), Ids.New(), conversation), Cancelled);
        }
    }

    async Task<Town> TownAsync()
    {
        var (alice, bob, carol) = (await server.PersonAsync("Alice"), await server.PersonAsync("Bob"), await server.PersonAsync("Carol"));
        var group = await alice.Api.CallAsync(Commands.CreateConversation, new("group", [bob.Id, carol.Id], "Tea party"), Cancelled);
        return new Town(alice, bob, carol, group.Id);
    }

    sealed record Town(Person Alice, Person Bob, Person Carol, Guid Group) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Alice.DisposeAsync();
            await Bob.DisposeAsync();
            await Carol.DisposeAsync();
        }
    }
}
