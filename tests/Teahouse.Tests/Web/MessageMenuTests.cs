using Microsoft.Playwright;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>Everything one does to a message, by mouse and by keys.</summary>
public sealed class MessageMenuTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Alice_answers_reacts_edits_and_recalls_and_Bob_sees_each()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await room["Bob"].WritesAsync(room, "Which tea?");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await using var bob = await room.VisitAsync(chromium, "Bob");
        await ChooseAsync(alice, "Which tea?", "Reply");
        await Expect(alice.Page.GetByText("Reply to Bob")).ToBeVisibleAsync();
        await alice.SayAsync("Oolng");
        var answer = bob.Messages.Filter(new() { Has = bob.Page.Locator("[dir=auto]").Filter(new() { HasTextString = "Oolng" }) });
        await Expect(answer.GetByRole(AriaRole.Button, new() { Name = "Go to the quoted message" })).ToContainTextAsync("Which tea?");
        await ChooseAsync(alice, "Which tea?", "React with 🍵");
        await Expect(bob.Message("Which tea?").First.GetByRole(AriaRole.Button, new() { Name = "🍵 1 by Alice" })).ToBeVisibleAsync();
        await alice.Composer.FocusAsync();
        await alice.Composer.PressAsync("ArrowUp");
        await Expect(alice.Page.GetByText("Edit message")).ToBeVisibleAsync();
        await Expect(alice.Composer).ToHaveValueAsync("Oolng");
        await alice.Composer.FillAsync("Oolong");
        await alice.Composer.PressAsync("Enter");
        await Expect(bob.Message("Oolong")).ToContainTextAsync("edited");
        await ChooseAsync(alice, "Oolong", "Recall for everyone");
        await Expect(bob.Page.GetByText("Alice recalled a message").First).ToBeVisibleAsync();
        await Expect(bob.Message("Oolong")).ToHaveCountAsync(0);
        await Expect(alice.Messages.GetByText("You recalled a message")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Alice_pins_saves_and_deletes_for_herself()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await room["Bob"].WritesAsync(room, "The shop opens at nine");
        await room["Bob"].WritesAsync(room, "Nonsense");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await ChooseAsync(alice, "The shop opens at nine", "Pin");
        await Expect(alice.Page.GetByRole(AriaRole.Button, new() { Name = "1 pinned message The shop opens at nine" })).ToBeVisibleAsync();
        await ChooseAsync(alice, "The shop opens at nine", "Save");
        await ChooseAsync(alice, "Nonsense", "Delete for me");
        await Expect(alice.Message("Nonsense")).ToHaveCountAsync(0);
        await alice.GoAsync("/starred");
        await alice.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("The shop opens at nine") }).ClickAsync();
        await alice.SeesAsync("The shop opens at nine");
        await using var bob = await room.VisitAsync(chromium, "Bob");
        await bob.SeesAsync("Nonsense");
    }

    [Fact]
    public async Task Alice_forwards_two_messages_together_to_Bob()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Carol", "Dan");
        await using var bob = await server.PersonAsync("Bob");
        await bob.SaysAsync(room["Alice"], "What did they say?");
        await room["Carol"].WritesAsync(room, "Bring cups");
        await room["Dan"].WritesAsync(room, "And cake");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await ChooseAsync(alice, "Bring cups", "Select");
        await alice.Page.GetByRole(AriaRole.Checkbox, new() { Name = "And cake" }).CheckAsync();
        await Expect(alice.Page.GetByText("2 selected")).ToBeVisibleAsync();
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Forward" }).ClickAsync();
        var dialog = alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "Forward to" });
        await dialog.GetByText("Together").ClickAsync();
        await dialog.GetByRole(AriaRole.Checkbox, new() { Name = "Bob" }).CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Forward (1)" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await alice.Row("Bob").ClickAsync();
        await alice.Messages.GetByRole(AriaRole.Button, new() { NameRegex = new("Chat history of Tea tasting") }).ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Bring cups");
        await Expect(alice.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Dan");
    }

    [Fact]
    public async Task Alice_walks_messages_and_answers_by_keys_alone()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await room["Bob"].WritesAsync(room, "first");
        await room["Bob"].WritesAsync(room, "second");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await alice.SeesAsync("second");
        await Expect(alice.Row("Tea tasting")).Not.ToContainTextAsync("unread");
        await alice.Page.GetByRole(AriaRole.Region, new() { Name = "Messages with Tea tasting" }).FocusAsync();
        var keys = alice.Page.Keyboard;
        await keys.PressAsync("ArrowUp");
        await Expect(alice.Message("second")).ToBeFocusedAsync();
        await keys.PressAsync("ArrowUp");
        await Expect(alice.Message("first")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Expect(alice.Page.GetByRole(AriaRole.Menu)).ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await Expect(alice.Message("first")).ToBeFocusedAsync();
        await keys.PressAsync("r");
        await Expect(alice.Composer).ToBeFocusedAsync();
        await keys.TypeAsync("by keys");
        await keys.PressAsync("Enter");
        await Expect(alice.Message("by keys").GetByRole(AriaRole.Button, new() { Name = "Go to the quoted message" })).ToContainTextAsync("first");
    }

    [Fact]
    public async Task Alice_sees_who_has_read_her_message()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob", "Carol");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await alice.SayAsync("Who is there?");
        await alice.SeesStateAsync("Who is there?", "sent");
        await using var bob = await room.VisitAsync(chromium, "Bob");
        await bob.SeesAsync("Who is there?");
        await ChooseAsync(alice, "Who is there?", "Who has read this");
        var dialog = alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "Who has read this" });
        await Expect(dialog).ToContainTextAsync("Bob");
        await Expect(dialog).ToContainTextAsync("Carol");
    }

    [Fact]
    public async Task Alice_sends_a_message_later_and_changes_her_mind()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await alice.Composer.FillAsync("Good night");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Send later" }).ClickAsync();
        await alice.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button).Nth(1).ClickAsync();
        await Expect(alice.Composer).ToHaveValueAsync("");
        await alice.GoAsync("/scheduled");
        await Expect(alice.Page.GetByText("Good night")).ToBeVisibleAsync();
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel this message" }).ClickAsync();
        await Expect(alice.Page.GetByText("No messages are waiting")).ToBeVisibleAsync();
    }

    static async Task ChooseAsync(Visitor visitor, string text, string what)
    {
        await visitor.Message(text).First.ClickAsync(new() { Button = MouseButton.Right, Position = new() { X = 90, Y = 30 } });
        await visitor.Page.GetByRole(AriaRole.Menuitem, new() { Name = what, Exact = true }).ClickAsync();
    }
}
