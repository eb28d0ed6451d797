using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>The client in each of its languages, from left to right and from right to left.</summary>
public sealed class LanguageTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    /// <summary>Text that is wider than what it stands in, cut off or not; what only readers of the screen hear has no width.</summary>
    const string Overflowing = """
        () => [...document.querySelectorAll('body *')].filter(element => {
          const { display, position, overflowX, textOverflow } = getComputedStyle(element);
          const says = textOverflow === 'ellipsis' || [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
          return says && display !== 'inline' && !(position === 'absolute' && element.clientWidth <= 1) && overflowX !== 'auto'
            && element.scrollWidth > element.clientWidth + 1;
        }).map(element => element.outerHTML).concat(document.documentElement.scrollWidth > innerWidth ? ['the page'] : [])
        """;

    static readonly (string Tag, string Direction, string Title, string Chats)[] Languages =
    [
        ("zh-Hans", "ltr", "外观", "聊天"), ("zh-Hant", "ltr", "外觀", "聊天"), ("ja", "ltr", "表示", "チャット"), ("de", "ltr", "Darstellung", "Chats"),
        ("es", "ltr", "Apariencia", "Chats"), ("ar", "rtl", "المظهر", "الدردشات"), ("en", "ltr", "Appearance", "Chats"),
    ];

    [Fact]
    public async Task Alice_switches_to_each_language_and_the_whole_page_changes_at_once()
    {
        await using var person = await server.PersonAsync("Alice");
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, person);
        await alice.GoAsync("/settings/appearance");
        foreach (var (tag, direction, title, chats) in Languages)
        {
            await alice.Page.Locator("main select").SelectOptionAsync(tag);
            await Expect(alice.Page.Locator($"html[lang={tag}][dir={direction}]")).ToBeAttachedAsync();
            await Expect(alice.Page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true })).ToBeVisibleAsync();
            await Expect(alice.Page.Locator("nav a[href='/']")).ToHaveTextAsync(chats);
        }
    }

    [Fact]
    public async Task Only_the_texts_of_the_browser_s_language_are_fetched()
    {
        await using var hanna = await Visitor.OpenAsync(chromium, server.Address, "Hanna", new(Locale: "de-AT"));
        var fetched = new List<string>();
        hanna.Page.Request += (_, request) => fetched.Add(request.Url);
        await hanna.Page.ReloadAsync();
        await Expect(hanna.Page.GetByRole(AriaRole.Heading, new() { Name = "Willkommen zurück" })).ToBeVisibleAsync();
        var texts = fetched.Select(url => Regex.Match(url, @"/assets/(zh-Han[st]|ja|de|es|ar|en)-[^/]*\.js$")).Where(found => found.Success);
        Assert.Equal(["de"], texts.Select(found => found.Groups[1].Value).Distinct());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Layla_can_use_the_client_from_right_to_left(bool phone)
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Layla", "Bob");
        await room["Bob"].WritesAsync(room, "Good morning, this is from left to right");
        await room["Layla"].WritesAsync(room, "صباح الخير");
        await room["Bob"].SendsAsync(room, new PollContent("Which tea?", ["Longjing", "نعناع"]));
        await using var layla = await Visitor.LogInAsync(chromium, server.Address, room["Layla"], new(phone, Locale: "ar-EG"));
        var page = layla.Page;
        await Expect(layla.Row("Tea tasting")).ToBeVisibleAsync();
        await AccessibilityTests.LookAsync(page, "list");
        await layla.Row("Tea tasting").ClickAsync();
        await layla.SeesAsync("Longjing");
        await AccessibilityTests.LookAsync(page, "chat");
        Assert.Equal("ltr", await DirectionAsync(layla.Message("Good morning")));
        Assert.Equal("rtl", await DirectionAsync(layla.Message("صباح الخير")));
        await page.Locator("form textarea").FillAsync("شكرًا");
        var send = page.Locator(".lucide-send-horizontal");
        Assert.Equal("-1 1", await send.EvaluateAsync<string>("sign => getComputedStyle(sign).scale"));
        await layla.OpenPanelAsync("Tea tasting");
        await AccessibilityTests.LookAsync(page, "group");
        foreach (var path in new[] { "/contacts", "/settings", "/settings/profile", "/settings/appearance", "/settings/privacy" })
        {
            await layla.GoAsync(path);
            await Expect(page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
            await AccessibilityTests.LookAsync(page, path);
        }
    }

    [Fact]
    public async Task No_German_text_is_wider_than_its_place_on_the_phone_of_Hanna()
    {
        await using var room = await Room.OpenAsync(server, "Tee", "Hanna", "Bob");
        await room["Bob"].WritesAsync(room, "Hallo");
        await room["Hanna"].SendsAsync(room, new PollContent("Welcher?", ["Longjing", "Oolong"]));
        var workspace = await room["Hanna"].Api.CallAsync(Commands.CreateWorkspace, new("Blatt"), TestContext.Current.CancellationToken);
        await using var hanna = await Visitor.LogInAsync(chromium, server.Address, room["Hanna"], new(Phone: true, Locale: "de-DE"));
        var house = $"/w/{workspace.Id}";
        string[] paths =
        [
            "/", $"/c/{room.Id}", "/contacts", "/contacts/add", "/contacts/code", "/channels", house, $"{house}/browse", $"{house}/invites",
            $"{house}/settings", "/threads", "/scheduled", "/starred", "/mentions", "/settings", "/settings/profile", "/settings/privacy",
            "/settings/blocked", "/settings/appearance", "/settings/devices", "/settings/account",
        ];
        foreach (var path in paths)
        {
            await hanna.GoAsync(path);
            await FitsAsync(hanna, path);
        }

        await hanna.GoAsync($"/c/{room.Id}");
        await hanna.OpenPanelAsync("Tee");
        foreach (var door in new[] { "Einladungslinks", "Für mich", "Gruppe verwalten", "Personen hinzufügen" })
        {
            await hanna.Dialog.GetByRole(AriaRole.Button, new() { Name = door }).ClickAsync();
            await FitsAsync(hanna, door);
            await hanna.Dialog.Locator("header button").First.ClickAsync();
        }
    }

    static async Task FitsAsync(Visitor visitor, string screen)
    {
        await Expect(visitor.Page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
        var wide = await visitor.Page.EvaluateAsync<string[]>(Overflowing);
        Assert.True(wide.Length == 0, $"{screen}:\n{string.Join('\n', wide)}");
    }

    static Task<string> DirectionAsync(ILocator message) =>
        message.Locator("[dir=auto]").EvaluateAsync<string>("text => getComputedStyle(text).direction");
}
