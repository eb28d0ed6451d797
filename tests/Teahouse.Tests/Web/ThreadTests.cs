using Microsoft.Playwright;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>Threads beside a conversation.</summary>
public sealed class ThreadTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Alice_and_Bob_talk_in_a_thread_and_the_conversation_stays_short()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        var root = await room["Bob"].WritesAsync(room, "Where do we meet?");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await alice.Message("Where do we meet?").HoverAsync();
        await alice.Message("Where do we meet?").GetByRole(AriaRole.Button, new() { Name = "Reply in thread" }).ClickAsync();
        var thread = alice.Page.GetByRole(AriaRole.Region, new() { Name = "Thread" }).First;
        var box = alice.Page.GetByRole(AriaRole.Textbox, new() { Name = "Reply in thread" });
        await box.FillAsync("At the lake");
        await box.PressAsync("Enter");
        await Expect(thread).ToContainTextAsync("At the lake");
        var foot = alice.Messages.GetByRole(AriaRole.Button, new() { Name = "1 reply" });
        await Expect(foot).ToBeVisibleAsync();
        await room["Bob"].WritesAsync(room, "Which side?", thread: root.Seq);
        await Expect(thread).ToContainTextAsync("Which side?");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Close thread" }).ClickAsync();
        await Expect(alice.Page.GetByText("Which side?")).ToHaveCountAsync(0);
        await room["Bob"].WritesAsync(room, "East?", thread: root.Seq);
        await Expect(alice.Messages.GetByRole(AriaRole.Button, new() { Name = "3 replies 1 new" })).ToBeVisibleAsync();
        await alice.GoAsync("/threads");
        await alice.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("Where do we meet") }).ClickAsync();
        await Expect(alice.Page.GetByText("East?")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("1 new")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task On_a_phone_the_thread_takes_the_place_of_the_conversation()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        var root = await room["Bob"].WritesAsync(room, "Where do we meet?");
        await room["Alice"].WritesAsync(room, "At the lake", thread: root.Seq);
        await using var alice = await room.VisitAsync(chromium, "Alice", new(Phone: true));
        await alice.Messages.GetByRole(AriaRole.Button, new() { Name = "1 reply" }).ClickAsync();
        await Expect(alice.Page.GetByText("At the lake")).ToBeVisibleAsync();
        await Expect(alice.Composer).ToBeHiddenAsync();
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Close thread" }).ClickAsync();
        await Expect(alice.Composer).ToBeVisibleAsync();
    }
}
