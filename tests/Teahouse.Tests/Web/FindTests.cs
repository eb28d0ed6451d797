using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>Finding one's way within a conversation: words, days, and where one was.</summary>
public sealed class FindTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Alice_finds_words_in_a_conversation_and_walks_from_one_to_the_next()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await room["Bob"].WritesAsync(room, "The first Oolong is ready");
        await FillAsync(room, 260);
        await room["Bob"].WritesAsync(room, "The second oolong is better");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await alice.Page.Keyboard.PressAsync("Control+f");
        var bar = alice.Page.GetByRole(AriaRole.Search);
        await Expect(bar.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await alice.Page.Keyboard.TypeAsync("oolong");
        await Expect(bar.GetByRole(AriaRole.Status)).ToHaveTextAsync("1 of 2");
        await alice.Page.Keyboard.PressAsync("Enter");
        await Expect(bar.GetByRole(AriaRole.Status)).ToHaveTextAsync("2 of 2");
        await Expect(alice.Message("The first Oolong")).ToBeInViewportAsync();
        await bar.GetByRole(AriaRole.Button, new() { Name = "Later match" }).ClickAsync();
        await Expect(alice.Message("The second oolong")).ToBeInViewportAsync();
        await alice.Page.WaitForFunctionAsync("() => CSS.highlights.get('found')?.size > 0");
        await bar.GetByRole(AriaRole.Searchbox).FillAsync("nothing like it");
        await Expect(bar.GetByRole(AriaRole.Status)).ToHaveTextAsync("Nothing found");
        await alice.Page.Keyboard.PressAsync("Escape");
        await alice.Page.Keyboard.PressAsync("Escape");
        await Expect(bar).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Alice_goes_to_a_day()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await room["Bob"].WritesAsync(room, "The very first");
        await FillAsync(room, 130);
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await Expect(alice.Message("line 0").Or(alice.Message("line 129")).First).ToBeVisibleAsync();
        await alice.Page.Locator("section > header").GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await alice.ChooseAsync("Go to a date");
        await alice.Dialog.GetByRole(AriaRole.Button, new() { Name = "Today" }).ClickAsync();
        await Expect(alice.Dialog).ToHaveCountAsync(0);
        await Expect(alice.Message("The very first")).ToBeInViewportAsync();
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Today" }).First.ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "Go to a date" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Alice_reads_on_where_she_was_after_another_conversation_and_after_a_reload()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await FillAsync(room, 150);
        await using var dana = await server.PersonAsync("Dana");
        await dana.SaysAsync(room["Alice"], "Hello from Dana");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await alice.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("newest message|new messages? below") }).ClickAsync();
        await Expect(alice.Row("Tea tasting")).Not.ToContainTextAsync("unread");
        await Expect(alice.Message("line 149")).ToBeInViewportAsync();
        await alice.Page.WaitForFunctionAsync(AtEnd);
        await alice.Page.GetByRole(AriaRole.Region, new() { Name = "Messages with Tea tasting" }).HoverAsync();
        // What moves while the list still grows counts as moved by nobody: one turns the wheel more than once.
        for (var turn = 0; turn < 6; turn++)
        {
            await alice.Page.Mouse.WheelAsync(0, -500);
        }

        await Expect(alice.Message("line 149")).Not.ToBeInViewportAsync();
        await alice.Page.WaitForFunctionAsync("() => sessionStorage.getItem(`teahouse.reading/${location.pathname.slice(3)}`) !== null");
        var seen = await SeenAsync(alice);
        await alice.Row("Dana").ClickAsync();
        await alice.SeesAsync("Hello from Dana");
        await alice.Row("Tea tasting").ClickAsync();
        await Expect(alice.Messages.GetByText(seen, new() { Exact = true })).ToBeInViewportAsync();
        await Expect(alice.Message("line 149")).Not.ToBeInViewportAsync();
        await alice.Page.ReloadAsync();
        await Expect(alice.Messages.GetByText(seen, new() { Exact = true })).ToBeInViewportAsync();
        await Expect(alice.Message("line 149")).Not.ToBeInViewportAsync();
    }

    [Fact]
    public async Task Alice_comes_to_the_message_of_a_link_however_much_she_has_not_read()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await Parallel.ForAsync(0, 2500, async (i, _) => await room["Bob"].WritesAsync(room, $"line {i}"));
        await room["Bob"].WritesAsync(room, "The last of all");
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, room["Alice"]);
        await Expect(alice.Row("Tea tasting")).ToBeVisibleAsync();
        await alice.GoAsync($"/c/{room.Id}#m2502");
        await Expect(alice.Message("The last of all")).ToBeInViewportAsync();
        await alice.GoAsync("/contacts");
        await alice.GoAsync($"/c/{room.Id}#m1200");
        var lit = alice.Page.Locator("[role=region] .bg-lit");
        await Expect(lit).ToBeInViewportAsync();
        var place = new Regex(@"line \d+").Match(await lit.InnerTextAsync()).Value;
        // It stays there while what is around it is fetched; what is lit no more has arrived.
        await Expect(lit).ToHaveCountAsync(0);
        await Expect(alice.Page.GetByText("Fetching messages")).ToHaveCountAsync(0);
        await Expect(alice.Messages.GetByText(place, new() { Exact = true })).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Alice_scrolls_back_through_more_than_is_kept_in_the_page_and_no_line_jumps()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await FillAsync(room, 900);
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, room["Alice"]);
        await Expect(alice.Row("Tea tasting")).ToBeVisibleAsync();
        await alice.GoAsync($"/c/{room.Id}#m900");
        var lit = alice.Page.Locator("[role=region] .bg-lit");
        await Expect(lit).ToBeVisibleAsync();
        // What is lit no more has arrived.
        await Expect(lit).ToHaveCountAsync(0);
        var passed = await alice.Page.EvaluateAsync<int[]>(ScrollBack);
        Assert.InRange(passed[^1], 0, 60);
        Assert.All(passed.Zip(passed.Skip(1)), pair => Assert.InRange(pair.First - pair.Second, -3, 25));
    }

    /// <summary>Scrolls to the beginning, and answers which line was in the middle after each frame.</summary>
    const string ScrollBack = """
        () => new Promise(done => {
          const list = document.querySelector('[role=region]');
          const passed = [];
          const step = () => {
            const middle = document.elementsFromPoint(innerWidth * 0.6, innerHeight / 2).find(one => one.role === 'listitem');
            const line = /line (\d+)/.exec(middle?.innerText ?? '')?.[1];
            if (line) passed.push(Number(line));
            list.scrollTop -= 200;
            if (line && Number(line) < 20) done(passed);
            else requestAnimationFrame(step);
          };
          step();
        })
        """;

    const string AtEnd = """
        () => {
          const list = document.querySelector('[role=region]');
          return list.scrollHeight - list.scrollTop - list.clientHeight < 2;
        }
        """;

    /// <summary>The text of a message in the middle of what is on the screen, once it is drawn.</summary>
    static async Task<string> SeenAsync(Visitor visitor)
    {
        var text = await visitor.Page.WaitForFunctionAsync("""
            () => {
              const texts = [...document.querySelectorAll('[role=region] [role=listitem] [dir=auto] > :first-child')];
              const at = text => text.getBoundingClientRect().top;
              return texts.find(text => at(text) > innerHeight / 3 && at(text) < innerHeight / 2)?.innerText;
            }
            """);
        return await text.JsonValueAsync<string>();
    }

    static async Task FillAsync(Room room, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await room["Bob"].WritesAsync(room, $"line {i}");
        }
    }
}
