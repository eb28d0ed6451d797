using Microsoft.Playwright;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>What a page holds does not grow with what was done in it. Counts, not times, so that a busy machine makes no difference.</summary>
public sealed class UsingTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    const int MostNodes = 1_500;
    const int MostListeners = 1_000;

    [Fact]
    public async Task Alice_goes_to_and_fro_all_day_and_the_page_holds_no_more_than_before()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var dana = await server.PersonAsync("Dana");
        await dana.SaysAsync(room["Alice"], "Hello from Dana");
        for (var i = 0; i < 120; i++)
        {
            await room["Bob"].WritesAsync(room, $"line {i}");
        }

        await using var alice = await Visitor.LogInAsync(chromium, server.Address, room["Alice"]);
        var probe = await Probe.OnAsync(alice.Page);
        await TurnsAsync(5);
        var before = await probe.HeldAsync();
        await TurnsAsync(15);
        var after = await probe.HeldAsync();
        Assert.True(after.Nodes < MostNodes && after.Listeners < MostListeners, $"{after}");
        Assert.True(after.Nodes < before.Nodes * 1.4 && after.Listeners < before.Listeners * 1.4, $"{before} has become {after}");

        async Task TurnsAsync(int turns)
        {
            for (var turn = 0; turn < turns; turn++)
            {
                await TurnAsync(alice, room.Name, "Dana");
            }
        }
    }

    /// <summary>Reads back in one conversation, writes in another, looks for something and into the settings.</summary>
    internal static async Task TurnAsync(Visitor visitor, string one, string other)
    {
        var page = visitor.Page;
        await visitor.Row(one).ClickAsync();
        await Expect(visitor.Messages.First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = $"Messages with {one}" }).HoverAsync();
        await page.Mouse.WheelAsync(0, -1500);
        await page.Mouse.WheelAsync(0, -1500);
        await visitor.Row(other).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Messages with {other}" })).ToBeAttachedAsync();
        await visitor.SayAsync("And another cup");
        await Expect(visitor.Composer).ToHaveValueAsync("");
        await page.Keyboard.PressAsync("Control+k");
        await Expect(visitor.Dialog).ToBeVisibleAsync();
        await page.Keyboard.TypeAsync("tea");
        await page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Dialog).ToHaveCountAsync(0);
        await page.Locator("a[href='/settings']").First.ClickAsync();
        await Expect(visitor.Composer).ToHaveCountAsync(0);
        await page.Locator("a[href='/']").First.ClickAsync();
    }
}
