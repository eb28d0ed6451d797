using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>What the box offers while one writes, and what is done with several messages at once.</summary>
public sealed class WritingTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Alice_finds_an_emoji_by_its_name_while_she_writes()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await alice.Composer.PressSequentiallyAsync("A cup of :teap");
        var list = alice.Page.GetByRole(AriaRole.Listbox, new() { Name = "Emoji by name" });
        await Expect(list.GetByRole(AriaRole.Option).First).ToContainTextAsync("teapot");
        await alice.Composer.PressAsync("Enter");
        await Expect(alice.Composer).ToHaveValueAsync("A cup of 🫖 ");
        await alice.Composer.PressAsync("Enter");
        await alice.SeesAsync("A cup of 🫖");
        await alice.Composer.PressSequentiallyAsync("at 12:30");
        await Expect(alice.Page.GetByRole(AriaRole.Listbox)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Alice_commands_by_a_slash_and_says_what_is_no_command()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await alice.Composer.PressSequentiallyAsync("/po");
        await Expect(alice.Page.GetByRole(AriaRole.Option)).ToContainTextAsync("/poll");
        await alice.Composer.PressAsync("Enter");
        await Expect(alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "New poll" })).ToBeVisibleAsync();
        await alice.Page.Keyboard.PressAsync("Escape");
        await alice.Composer.PressSequentiallyAsync("/top");
        await Expect(alice.Page.GetByRole(AriaRole.Option)).ToContainTextAsync("/topic");
        await alice.Composer.PressAsync("Tab");
        await Expect(alice.Composer).ToHaveValueAsync("/topic ");
        await alice.Composer.PressSequentiallyAsync("What we drink");
        await alice.Composer.PressAsync("Enter");
        await Expect(alice.Page.GetByText("You changed the topic to “What we drink”").First).ToBeVisibleAsync();
        await alice.SayAsync("/shrug who knows");
        await alice.SeesAsync(@"who knows ¯\_(ツ)_/¯");
        await alice.SayAsync("/etc/hosts is a file");
        await alice.SeesAsync("/etc/hosts is a file");
        await alice.SayAsync("/mute");
        await Expect(alice.Row("Tea tasting").GetByRole(AriaRole.Img, new() { Name = "Muted" })).ToBeVisibleAsync();
        await Expect(alice.Composer).ToHaveValueAsync("");
        await alice.SayAsync("/invite");
        await Expect(alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "Invitation links" })).ToBeVisibleAsync();
        await alice.Page.Keyboard.PressAsync("Escape");
        await alice.SayAsync("/schedule Good night");
        await Expect(alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "Send later" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Alice_copies_several_messages_as_text_and_deletes_them()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await room["Bob"].WritesAsync(room, "Bring cups");
        await room["Bob"].WritesAsync(room, "And cake");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await alice.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await SelectAsync(alice);
        await alice.PressAsync("Copy as text");
        Assert.Matches(
            new Regex(@"^Bob \(.*\): Bring cups\nBob \(.*\): And cake$"), await alice.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
        await SelectAsync(alice);
        await alice.PressAsync("Delete for me");
        await alice.ConfirmAsync("Delete for me");
        await Expect(alice.Page.GetByText("2 messages deleted")).ToBeVisibleAsync();
        await Expect(alice.Message("Bring cups")).ToHaveCountAsync(0);
        await Expect(alice.Message("And cake")).ToHaveCountAsync(0);
    }

    static async Task SelectAsync(Visitor visitor)
    {
        await visitor.Message("Bring cups").First.ClickAsync(new() { Button = MouseButton.Right, Position = new() { X = 90, Y = 30 } });
        await visitor.ChooseAsync("Select");
        await visitor.Page.GetByRole(AriaRole.Checkbox, new() { Name = "And cake" }).CheckAsync();
        await Expect(visitor.Page.GetByText("2 selected")).ToBeVisibleAsync();
    }
}
