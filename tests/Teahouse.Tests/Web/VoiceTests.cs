using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>What is said into a microphone, and heard elsewhere.</summary>
public sealed class VoiceTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Alice_speaks_listens_and_sends_and_Bob_hears_one_after_the_other()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var microphone = new Chromium("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream");
        await using var alice = await room.VisitAsync(microphone, "Alice");
        await alice.PressAsync("Record a voice message");
        await Expect(alice.Page.GetByRole(AriaRole.Timer)).ToHaveTextAsync("0:02");
        await alice.PressAsync("Stop and listen");
        await alice.PressAsync("Play Voice message");
        await Expect(alice.Page.GetByRole(AriaRole.Button, new() { Name = "Pause Voice message" })).ToBeVisibleAsync();
        await alice.PressAsync("Send the voice message");
        await Expect(alice.Messages.Locator("[data-state=sent]")).ToHaveCountAsync(1);

        await HoldAsync(alice);
        await Expect(alice.Messages.Locator("[data-state=sent]")).ToHaveCountAsync(2);

        await using var bob = await room.VisitAsync(chromium, "Bob");
        await Expect(bob.Row("Tea tasting")).ToContainTextAsync(new Regex("🎤 0:0[1-9]"));
        await Expect(bob.Messages.GetByRole(AriaRole.Img, new() { Name = "Not played yet" })).ToHaveCountAsync(2);
        await bob.Messages.GetByRole(AriaRole.Button, new() { Name = "Play Voice message" }).First.ClickAsync();
        await Expect(bob.Messages.GetByRole(AriaRole.Img, new() { Name = "Not played yet" })).ToHaveCountAsync(1);
        await bob.Messages.GetByRole(AriaRole.Button, new() { Name = "Speed: 1×" }).ClickAsync();
        await Expect(bob.Messages.GetByRole(AriaRole.Button, new() { Name = "Speed: 1.5×" })).ToBeVisibleAsync();
        await Expect(bob.Messages.GetByRole(AriaRole.Img, new() { Name = "Not played yet" })).ToHaveCountAsync(0);
        await Expect(bob.Page.GetByRole(AriaRole.Region, new() { Name = "Now playing" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Alice_thinks_better_of_it_and_nothing_is_sent()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var microphone = new Chromium("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream");
        await using var alice = await room.VisitAsync(microphone, "Alice");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Record a voice message" }).FocusAsync();
        await alice.Page.Keyboard.PressAsync("Enter");
        await Expect(alice.Page.GetByRole(AriaRole.Timer)).ToHaveTextAsync("0:01");
        await alice.Page.Keyboard.PressAsync("Escape");
        await Expect(alice.Page.GetByRole(AriaRole.Timer)).ToHaveCountAsync(0);
        await Expect(alice.Composer).ToBeVisibleAsync();
        await Expect(alice.Messages.GetByRole(AriaRole.Button, new() { Name = "Play Voice message" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Alice_has_no_microphone_and_is_told_so()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await alice.PressAsync("Record a voice message");
        await Expect(alice.Page.GetByText(new Regex("microphone"))).ToBeVisibleAsync();
        await Expect(alice.Composer).ToBeEnabledAsync();
    }

    /// <summary>Holds the button, and lets go of it after a while.</summary>
    static async Task HoldAsync(Visitor visitor)
    {
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Record a voice message" }).HoverAsync();
        await visitor.Page.Mouse.DownAsync();
        await Expect(visitor.Page.GetByText("Slide to cancel")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Timer)).ToHaveTextAsync("0:01");
        await visitor.Page.Mouse.UpAsync();
    }
}
