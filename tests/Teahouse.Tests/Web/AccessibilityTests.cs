using Microsoft.Playwright;
using Teahouse.Testing;
using Teahouse.Tests.Walls;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>Every screen is looked at by axe-core; not one violation of any of its rules is let pass.</summary>
public sealed class AccessibilityTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    const string Run = """
        async () => {
          const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
          return violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.failureSummary}`));
        }
        """;

    const string Named = """
        screen => [
          innerWidth < 600 ? 'phone' : 'desk', matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
          document.documentElement.lang, screen.replace(/\W+/g, '-'),
        ].join(' ') + '.png'
        """;

    static readonly string Axe = Repository.Read("node_modules/axe-core/axe.min.js");

    [Theory]
    [ClassData(typeof(Looks))]
    public async Task Everybody_can_use_every_screen(bool phone, bool dark, string locale)
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        foreach (var text in new[] { "Hello, Alice", "看这里：https://tea.example/menu", "مرحبا", "🎉" })
        {
            await bob.SaysAsync(alice, text);
        }

        await alice.SaysAsync(bob, "Hello, Bob");
        await bob.SaysAsync(alice, "There is more");
        await using var visitor = await Visitor.OpenAsync(chromium, server.Address, "Alice", new(phone, dark, locale));
        var page = visitor.Page;
        await Expect(page.Locator("form")).ToBeVisibleAsync();
        await LookAsync(page, "log in");
        await page.Locator("form + button").ClickAsync();
        await LookAsync(page, "register");
        await page.Locator("form + button").ClickAsync();
        await visitor.LogInAsync(alice.Username, alice.Password);
        await Expect(visitor.Row("Bob")).ToBeVisibleAsync();
        await LookAsync(page, "list");
        await visitor.Search.FillAsync("nobody.at.all");
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "nobody.at.all" })).ToBeVisibleAsync();
        await LookAsync(page, "search");
        await page.Keyboard.PressAsync("Escape");
        await visitor.Row("Bob").ClickAsync();
        await visitor.SeesAsync("There is more");
        await LookAsync(page, "chat");
        await page.Locator("header button").Filter(new() { HasText = "Bob" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await LookAsync(page, "person");
        await page.Keyboard.PressAsync("Escape");
        await visitor.GoAsync("/settings/devices");
        await Expect(page.Locator("li").Filter(new() { HasText = "Chrome · Linux" })).ToBeVisibleAsync();
        await LookAsync(page, "settings");
    }

    internal static async Task LookAsync(IPage page, string screen)
    {
        // What is still fading in has no contrast yet.
        await page.WaitForFunctionAsync("""
            () => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn))).then(() =>
                !document.querySelector('[data-starting-style]') && document.getAnimations().every(animation =>
                    animation.playState !== 'running' || animation.effect.getComputedTiming().iterations === Infinity))
            """);

        if (Looks.Pictures is { } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, await page.EvaluateAsync<string>(Named, screen)), Caret = ScreenshotCaret.Hide });
        }

        // The policy of the page forbids script elements; evaluation from outside is not bound by it.
        await page.EvaluateAsync(Axe);
        var violations = await page.EvaluateAsync<string[]>(Run);
        Assert.True(violations.Length == 0, $"{screen}:\n{string.Join('\n', violations)}");
    }
}
