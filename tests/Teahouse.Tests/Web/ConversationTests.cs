using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>What two people do in two browsers.</summary>
public sealed class ConversationTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Alice_and_Bob_register_find_each_other_and_chat()
    {
        await using var alice = await Visitor.RegisterAsync(chromium, server.Address, "Alice");
        await using var bob = await Visitor.RegisterAsync(chromium, server.Address, "Bob");
        await alice.FindAsync(bob.Username, "Bob");
        await alice.SayAsync("Tea at four?");
        await alice.SeesStateAsync("Tea at four?", "delivered");

        await Expect(bob.Row("Alice")).ToContainTextAsync("1 unread message");
        await Expect(bob.Page).ToHaveTitleAsync("(1) Teahouse");
        await bob.Row("Alice").ClickAsync();
        await bob.SeesAsync("Tea at four?");
        await alice.SeesStateAsync("Tea at four?", "read");
        await Expect(bob.Page).ToHaveTitleAsync("Teahouse");

        await Expect(alice.Page.GetByRole(AriaRole.Main).GetByText("online", new() { Exact = true }).Last).ToBeVisibleAsync();
        await bob.Composer.PressSequentiallyAsync("With scones");
        await Expect(alice.Page.GetByText("typing…").First).ToBeVisibleAsync();
        await bob.Composer.PressAsync("Shift+Enter");
        await bob.Composer.PressSequentiallyAsync("and jam");
        await bob.Composer.PressAsync("Enter");
        await alice.SeesAsync("With scones\nand jam");
        await bob.SeesStateAsync("With scones", "read");
        await Expect(alice.Page.GetByText("typing…")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Bob_reads_what_came_while_he_looked_elsewhere_below_a_line()
    {
        await using var bob = await Visitor.RegisterAsync(chromium, server.Address, "Bob");
        await using var alice = await server.PersonAsync("Alice");
        var me = await IdOfAsync(bob);
        await SayAsync(alice, me, Numbered(1, 3));
        await bob.Row("Alice").ClickAsync();
        await Expect(bob.Page.GetByText("New messages")).ToBeVisibleAsync();
        Assert.Equal(Numbered(1, 3), await bob.TextsAsync());
        await bob.Page.Keyboard.PressAsync("Escape");
        await SayAsync(alice, me, Numbered(4, 5));
        await Expect(bob.Row("Alice")).ToContainTextAsync("2 unread messages");
    }

    [Fact]
    public async Task Bob_scrolls_back_to_the_first_of_many_messages_and_down_again()
    {
        await using var bob = await Visitor.RegisterAsync(chromium, server.Address, "Bob");
        await using var alice = await server.PersonAsync("Alice");
        var me = await IdOfAsync(bob);
        await SayAsync(alice, me, Numbered(1, 250));
        await Expect(bob.Row("Alice")).ToContainTextAsync("250 unread messages");
        await bob.Row("Alice").ClickAsync();
        await Expect(bob.Page.GetByText("New messages")).ToBeInViewportAsync();
        await Expect(bob.Message("message 1").First).ToBeInViewportAsync();
        await bob.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("new messages below") }).ClickAsync();
        await Expect(bob.Message("message 250")).ToBeInViewportAsync();
        await Expect(bob.Row("Alice")).Not.ToContainTextAsync("unread");
        var list = bob.Page.GetByRole(AriaRole.Region, new() { Name = "Messages with Alice" });
        await Eventually.True("the beginning is reached", async () =>
        {
            await list.EvaluateAsync("list => { list.scrollTop = 0; }");
            return await bob.Page.GetByText("This is the beginning").IsVisibleAsync();
        });
        await Expect(bob.Message("message 1").First).ToBeAttachedAsync();
        await SayAsync(alice, me, Numbered(251, 251));
        await bob.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("1 new message below") }).ClickAsync();
        await bob.SeesAsync("message 251");
        await Expect(bob.Row("Alice")).Not.ToContainTextAsync("unread");
    }

    [Fact]
    public async Task Bob_who_has_written_and_scrolled_back_stays_where_he_is_while_Alice_writes()
    {
        await using var bob = await Visitor.RegisterAsync(chromium, server.Address, "Bob");
        await using var alice = await server.PersonAsync("Alice");
        var me = await IdOfAsync(bob);
        await SayAsync(alice, me, Numbered(1, 60));
        await bob.Row("Alice").ClickAsync();
        await bob.SayAsync("I read on");
        await Expect(bob.Message("I read on")).ToBeInViewportAsync();
        await bob.SeesStateAsync("I read on", "sent");
        var list = bob.Page.GetByRole(AriaRole.Region, new() { Name = "Messages with Alice" });
        await Eventually.True("the beginning is reached", async () =>
        {
            await list.HoverAsync();
            await bob.Page.Mouse.WheelAsync(0, -2000);
            return await list.EvaluateAsync<bool>("list => list.scrollTop < 5");
        });
        await SayAsync(alice, me, Numbered(61, 63));
        await Expect(bob.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("3 new messages below") })).ToBeVisibleAsync();
        Assert.True(await list.EvaluateAsync<bool>("list => list.scrollTop < 200"));
    }

    [Fact]
    public async Task Mallorys_markup_is_only_text_and_only_web_addresses_are_links()
    {
        await using var bob = await Visitor.RegisterAsync(chromium, server.Address, "Bob");
        await using var mallory = await server.PersonAsync("Mallory");
        var me = await IdOfAsync(bob);
        const string text = "<img src=x onerror=alert(1)> javascript:alert(2) https://tea.example/menu.";
        await SayAsync(mallory, me, text);
        await bob.Row("Mallory").ClickAsync();
        await bob.SeesAsync(text);
        var link = Assert.Single(await bob.Messages.GetByRole(AriaRole.Link).AllAsync());
        Assert.Equal("https://tea.example/menu", await link.GetAttributeAsync("href"));
        Assert.Equal("noopener noreferrer nofollow", await link.GetAttributeAsync("rel"));
        Assert.Equal(0, await bob.Messages.Locator("img").CountAsync());
    }

    [Fact]
    public async Task Alice_deletes_or_retries_what_the_server_refused()
    {
        await using var bob = await Visitor.RegisterAsync(chromium, server.Address, "Bob");
        await using var alice = await Visitor.RegisterAsync(chromium, server.Address, "Alice");
        var refusing = true;
        await alice.Page.RouteWebSocketAsync("**/socket", route =>
        {
            var real = route.ConnectToServer();
            route.OnMessage(frame =>
            {
                var send = Regex.Match(frame.Text ?? "", "\"op\":\"send\",\"ref\":(\\d+)");
                if (refusing && send.Success)
                {
                    route.Send($$"""{"op":"error","ref":{{send.Groups[1].Value}},"status":422,"code":"not_supported","detail":"no"}""");
                }
                else
                {
                    real.Send(frame.Text ?? "");
                }
            });
        });
        await alice.Page.ReloadAsync();
        await alice.FindAsync(bob.Username, "Bob");
        await alice.SayAsync("first");
        await alice.SayAsync("second");
        await alice.SeesStateAsync("first", "failed");
        await alice.SeesStateAsync("second", "failed");
        await alice.Message("first").GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(alice.Message("first")).ToHaveCountAsync(0);
        refusing = false;
        await alice.Message("second").GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await alice.SeesStateAsync("second", "delivered");
    }

    [Fact]
    public async Task Alice_gets_about_by_keys_alone()
    {
        await using var bob = await Visitor.RegisterAsync(chromium, server.Address, "Bob");
        await using var alice = await Visitor.RegisterAsync(chromium, server.Address, "Alice");
        var keys = alice.Page.Keyboard;
        await keys.PressAsync("Control+k");
        await Expect(alice.Page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await keys.TypeAsync(bob.Username);
        await Expect(alice.Page.GetByRole(AriaRole.Option)).ToContainTextAsync($"@{bob.Username}");
        await keys.PressAsync("Enter");
        await Expect(alice.Composer).ToBeFocusedAsync();
        await keys.TypeAsync("half a thought");
        await keys.PressAsync("Escape");
        await Expect(alice.Page).ToHaveURLAsync(new Regex("/$"));
        await Expect(alice.Row("Bob")).ToContainTextAsync("Draft: half a thought");
        await alice.Search.FocusAsync();
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Enter");
        await Expect(alice.Composer).ToHaveValueAsync("half a thought");
        await keys.PressAsync("Enter");
        await alice.SeesStateAsync("half a thought", "delivered");
    }

    async Task<Guid> IdOfAsync(Visitor visitor)
    {
        var logIn = new LogIn(visitor.Username, visitor.Password);
        return (await server.Api().CallAsync(Commands.LogIn, logIn, TestContext.Current.CancellationToken)).User.Id;
    }

    static string[] Numbered(int from, int to) => [.. Enumerable.Range(from, to - from + 1).Select(i => $"message {i}")];

    static async Task SayAsync(Person sender, Guid recipient, params string[] texts)
    {
        foreach (var text in texts)
        {
            var message = new SendMessage(new TextContent(text), Ids.New(), RecipientId: recipient);
            await sender.Api.CallAsync(Commands.Send, message, TestContext.Current.CancellationToken);
        }
    }
}
