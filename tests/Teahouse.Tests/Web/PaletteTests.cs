using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>Everything by keys: the palette, the list of keys, and the keys themselves.</summary>
public sealed class PaletteTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Alice_goes_everywhere_from_the_palette_by_keys_alone()
    {
        await using var party = await Room.OpenAsync(server, "Tea party", "Alice", "Bob");
        await using var dana = await server.PersonAsync("Dana");
        await dana.SaysAsync(party["Alice"], "Hello from Dana");
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, party["Alice"]);
        await Expect(alice.Row("Dana")).ToBeVisibleAsync();
        await GoAsync(alice, "dan");
        await Expect(Heading(alice, "Dana")).ToBeAttachedAsync();
        await Expect(alice.Composer).ToBeFocusedAsync();
        await GoAsync(alice, "tea pa");
        await Expect(Heading(alice, "Tea party")).ToBeAttachedAsync();
        // Where one was last comes first.
        await alice.Page.Keyboard.PressAsync("Control+k");
        await Expect(alice.Page.GetByRole(AriaRole.Option).First).ToContainTextAsync("Dana");
        await alice.Page.Keyboard.PressAsync("Escape");
        await Expect(alice.Dialog).ToHaveCountAsync(0);
        await GoAsync(alice, ">theme dark");
        await Expect(alice.Page.Locator("html[data-theme=dark]")).ToBeAttachedAsync();
        await GoAsync(alice, ">sprache");
        await Expect(alice.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Nothing matches.");
        await alice.Page.Keyboard.PressAsync("Escape");
        await GoAsync(alice, "deutsch");
        await Expect(alice.Page.Locator("html[lang=de]")).ToBeAttachedAsync();
        await GoAsync(alice, "neue gruppe");
        await Expect(alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "Neue Gruppe" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Bob_whom_Alice_has_never_met_is_found_in_the_palette_by_his_whole_username()
    {
        await using var bob = await server.PersonAsync("Bob");
        await using var alice = await Visitor.RegisterAsync(chromium, server.Address, "Alice");
        await GoAsync(alice, $"@{bob.Username}", $"Bob @{bob.Username}");
        await Expect(Heading(alice, "Bob")).ToBeAttachedAsync();
        await Expect(alice.Composer).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Alice_reads_which_keys_there_are_and_uses_them()
    {
        await using var party = await Room.OpenAsync(server, "Tea party", "Alice", "Bob");
        await using var dana = await server.PersonAsync("Dana");
        await party["Bob"].WritesAsync(party, "one");
        await dana.SaysAsync(party["Alice"], "Hello from Dana");
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, party["Alice"]);
        var keys = alice.Page.Keyboard;
        await Expect(alice.Row("Dana")).ToBeVisibleAsync();
        await keys.PressAsync("?");
        await Expect(alice.Dialog).ToContainTextAsync("Next unread conversation");
        await keys.PressAsync("Escape");
        await Expect(alice.Dialog).ToHaveCountAsync(0);
        await keys.PressAsync("Alt+Shift+ArrowDown");
        await Expect(Heading(alice, "Dana")).ToBeAttachedAsync();
        await Expect(alice.Row("Dana")).Not.ToContainTextAsync("unread");
        await keys.PressAsync("Alt+Shift+ArrowDown");
        await Expect(Heading(alice, "Tea party")).ToBeAttachedAsync();
        await keys.PressAsync("Alt+ArrowUp");
        await Expect(Heading(alice, "Dana")).ToBeAttachedAsync();
        await keys.PressAsync("Alt+ArrowDown");
        await Expect(Heading(alice, "Tea party")).ToBeAttachedAsync();
        await keys.PressAsync("Control+Shift+M");
        await Expect(alice.Row("Tea party").GetByRole(AriaRole.Img, new() { Name = "Muted" })).ToBeVisibleAsync();
        await keys.PressAsync("Control+,");
        await Expect(alice.Page).ToHaveURLAsync(new Regex("/settings/appearance$"));
        await keys.PressAsync("Escape");
        await Expect(alice.Page).ToHaveURLAsync(new Regex("/c/|/settings$|/$"));
    }

    [Theory]
    [ClassData(typeof(Looks))]
    [InlineData(true, false, "ar")]
    public async Task Everybody_can_use_the_palette_the_keys_and_the_design_page(bool phone, bool dark, string locale)
    {
        await using var party = await Room.OpenAsync(server, "Tea party", "Alice", "Bob");
        await party["Bob"].WritesAsync(party, "The kettle is on");
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, party["Alice"], new(phone, dark, locale));
        var (page, keys) = (alice.Page, alice.Page.Keyboard);
        await Expect(alice.Row("Tea party")).ToBeVisibleAsync();
        await AccessibilityTests.LookAsync(page, "filters");
        await keys.PressAsync("Control+k");
        await Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        await AccessibilityTests.LookAsync(page, "palette");
        await keys.PressAsync("Escape");
        await Expect(alice.Dialog).ToHaveCountAsync(0);
        await keys.PressAsync("?");
        await Expect(alice.Dialog).ToBeVisibleAsync();
        await AccessibilityTests.LookAsync(page, "keys");
        await keys.PressAsync("Escape");
        await Expect(alice.Dialog).ToHaveCountAsync(0);
        await alice.Row("Tea party").ClickAsync();
        await alice.SeesAsync("The kettle is on");
        await keys.PressAsync("Control+f");
        await Expect(page.GetByRole(AriaRole.Search).GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await keys.TypeAsync("kettle");
        await Expect(page.GetByRole(AriaRole.Search).GetByRole(AriaRole.Status)).ToContainTextAsync(new Regex("[1١]"));
        await AccessibilityTests.LookAsync(page, "find");
        await keys.PressAsync("Escape");
        await page.Locator("form textarea").FillAsync("/");
        await Expect(page.GetByRole(AriaRole.Listbox)).ToBeVisibleAsync();
        await AccessibilityTests.LookAsync(page, "commands");
        foreach (var path in new[] { "/settings/appearance", "/settings/accounts" })
        {
            await alice.GoAsync(path);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 3 }).Last).ToBeVisibleAsync();
            await AccessibilityTests.LookAsync(page, path);
        }

        await alice.GoAsync("/design");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Keys", Exact = true })).ToBeVisibleAsync();
        await AccessibilityTests.LookAsync(page, "design");
    }

    static ILocator Heading(Visitor visitor, string name) =>
        visitor.Page.GetByRole(AriaRole.Heading, new() { Name = $"Messages with {name}" });

    static async Task GoAsync(Visitor visitor, string words, string? option = null)
    {
        await visitor.Page.Keyboard.PressAsync("Control+k");
        await Expect(visitor.Page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await visitor.Page.Keyboard.TypeAsync(words);
        if (option is not null)
        {
            await Expect(visitor.Page.GetByRole(AriaRole.Option).First).ToContainTextAsync(option.Split('@')[1]);
        }

        await visitor.Page.Keyboard.PressAsync("Enter");
    }
}
