using Microsoft.Playwright;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>A group with everything in it, its menus, dialogs and lists, looked at by axe-core.</summary>
public sealed class ChatAccessibilityTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    [Theory]
    [ClassData(typeof(Looks))]
    public async Task Everybody_can_use_a_group_and_all_that_is_in_it(bool phone, bool dark, string locale)
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob", "Carol");
        var root = await FillAsync(room);
        await using var visitor = await room.VisitAsync(chromium, "Alice", new(phone, dark, locale));
        var page = visitor.Page;
        await visitor.SeesAsync("see you there");
        await AccessibilityTests.LookAsync(page, "group");
        await visitor.Message("see you there").ClickAsync(new() { Button = MouseButton.Right, Position = new() { X = 90, Y = 30 } });
        await Expect(page.GetByRole(AriaRole.Menu)).ToBeVisibleAsync();
        await AccessibilityTests.LookAsync(page, "message menu");
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("form textarea").FillAsync("@b");
        await Expect(page.GetByRole(AriaRole.Listbox)).ToBeVisibleAsync();
        await AccessibilityTests.LookAsync(page, "mention");
        await page.Locator("form textarea").FillAsync("");
        await page.Locator("form button[aria-expanded]").Last.ClickAsync();
        await Expect(page.GetByText("😀").First).ToBeVisibleAsync();
        await AccessibilityTests.LookAsync(page, "emoji");
        await page.Locator("form [role=group] button").Nth(1).ClickAsync();
        await AccessibilityTests.LookAsync(page, "stickers");
        await page.Keyboard.PressAsync("Escape");
        foreach (var dialog in new[] { 0, 1, 2 })
        {
            await page.Locator("form button[aria-haspopup=menu]").ClickAsync();
            // Before them stand what opens choosers of the browser's own.
            await page.GetByRole(AriaRole.Menuitem).Nth(dialog + 2).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            await AccessibilityTests.LookAsync(page, $"dialog {dialog}");
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        }

        await visitor.GoAsync($"/c/{room.Id}?thread={root}");
        await Expect(page.GetByText("I have a thermos").Last).ToBeVisibleAsync();
        await AccessibilityTests.LookAsync(page, "thread");
        foreach (var list in new[] { "starred", "scheduled", "threads", "mentions" })
        {
            await visitor.GoAsync($"/{list}");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 2 }).Last).ToBeVisibleAsync();
            await AccessibilityTests.LookAsync(page, list);
        }
    }

    static async Task<long> FillAsync(Room room)
    {
        var stop = TestContext.Current.CancellationToken;
        var (alice, bob, carol) = (room["Alice"], room["Bob"], room["Carol"]);
        var root = await bob.WritesAsync(room, $"<@{alice.Id}> **bold** `code` https://tea.example\n> quote\n- item\n```\nlet a = 1;\n```");
        await carol.WritesAsync(room, "an answer", replyTo: root.Seq);
        await carol.WritesAsync(room, "I have a thermos", thread: root.Seq);
        await alice.SendsAsync(room, new PollContent("Which tea?", ["Longjing", "Oolong"]));
        await bob.SendsAsync(room, new LocationContent(30.24, 120.15, "West Lake", LiveForS: 900));
        await bob.SendsAsync(room, new StickerContent("tea", "hello"));
        await carol.SendsAsync(room, new ContactContent(bob.Id));
        await bob.Api.CallAsync(Commands.React, new(room.Id, root.Seq, "🍵"), stop);
        await alice.Api.CallAsync(Commands.React, new(room.Id, root.Seq, "👍"), stop);
        await alice.Api.CallAsync(Commands.Pin, new(room.Id, root.Seq), stop);
        var gone = await carol.WritesAsync(room, "recalled soon");
        await carol.Api.CallAsync(Commands.RecallMessage, new(room.Id, gone.Seq), stop);
        await carol.WritesAsync(room, $"<@{alice.Id}> see you there");
        return root.Seq;
    }
}
