using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>A group in the browser: who speaks, what happens, and who is meant.</summary>
public sealed class GroupTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Alice_sees_in_a_group_who_says_what_and_what_happens()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob", "Carol");
        await room["Bob"].WritesAsync(room, "Good morning");
        await room["Carol"].WritesAsync(room, "And to you");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await Expect(alice.Page.GetByText("3 members")).ToBeVisibleAsync();
        await Expect(alice.Message("Good morning")).ToContainTextAsync("Bob");
        await Expect(alice.Message("And to you")).ToContainTextAsync("Carol");
        await Expect(alice.Messages.GetByText("You started this conversation")).ToBeVisibleAsync();
        await room["Alice"].Api.CallAsync(Commands.UpdateConversation, new(room.Id, Name: "Tea and cake"), Stop);
        await Expect(alice.Messages.GetByText("You changed the name to “Tea and cake”")).ToBeVisibleAsync();
        await Expect(alice.Row("Tea and cake")).ToBeVisibleAsync();
        await room["Bob"].Api.CallAsync(Commands.RemoveMember, new(room.Id, room["Bob"].Id), Stop);
        await Expect(alice.Messages.GetByText("Bob left")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("2 members")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Alice_mentions_Bob_by_name_and_Bob_jumps_to_it()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob", "Carol");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        await alice.Composer.PressSequentiallyAsync("Can you bring cups, @bo");
        var list = alice.Page.GetByRole(AriaRole.Listbox, new() { Name = "People to mention" });
        await Expect(list.GetByRole(AriaRole.Option, new() { Name = "Bob" })).ToHaveAttributeAsync("aria-selected", "true");
        await alice.Composer.PressAsync("Enter");
        await alice.Composer.PressSequentiallyAsync("please?");
        await alice.Composer.PressAsync("Enter");
        await alice.SeesStateAsync("Can you bring cups, @Bob please?", "sent");
        var sent = await room["Bob"].Api.CallAsync(Commands.ListMessages, new(room.Id), Stop);
        Assert.Equal($"Can you bring cups, <@{room["Bob"].Id}> please?", Assert.IsType<TextContent>(sent.Messages[^1].Content).Text);
        for (var i = 1; i <= 40; i++)
        {
            await room["Carol"].WritesAsync(room, $"line {i}");
        }

        await using var bob = await room.VisitAsync(chromium, "Bob");
        await bob.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("to the newest|new messages? below", RegexOptions.IgnoreCase) }).ClickAsync();
        await bob.Page.GetByRole(AriaRole.Region, new() { Name = "Messages with Tea tasting" }).PressAsync("End");
        await bob.SeesAsync("line 40");
    }

    [Fact]
    public async Task Bob_sees_a_draft_that_Bob_began_in_another_browser()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob");
        await using var desk = await room.VisitAsync(chromium, "Bob");
        await using var phone = await room.VisitAsync(chromium, "Bob", new(Phone: true));
        await desk.Composer.FillAsync("half a thought");
        await Expect(phone.Composer).ToHaveValueAsync("half a thought");
        await desk.Composer.PressAsync("Enter");
        await phone.SeesAsync("half a thought");
        await Expect(phone.Composer).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Carol_who_was_removed_reads_what_she_had_and_writes_no_more()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Bob", "Carol");
        await room["Alice"].WritesAsync(room, "Before");
        await using var carol = await room.VisitAsync(chromium, "Carol");
        await carol.SeesAsync("Before");
        await carol.SayAsync("I am here");
        await carol.SeesStateAsync("I am here", "sent");
        await room["Alice"].Api.CallAsync(Commands.RemoveMember, new(room.Id, room["Carol"].Id), Stop);
        await Expect(carol.Page.GetByText("You are no longer a member of this conversation.")).ToBeVisibleAsync();
        await room["Alice"].WritesAsync(room, "After");
        await carol.SeesAsync("Before");
        await Expect(carol.Message("After")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Mallorys_Markdown_is_dressed_and_nothing_more()
    {
        await using var room = await Room.OpenAsync(server, "Tea tasting", "Alice", "Mallory");
        await room["Mallory"].WritesAsync(room, "**strong** <b>not</b> [menu](javascript:alert(1)) `a<i>b` ~~old~~\n> quoted\n- item\n```\nlet a = 1;\n```");
        await using var alice = await room.VisitAsync(chromium, "Alice");
        var said = alice.Message("strong");
        await Expect(said.Locator("strong")).ToHaveTextAsync("strong");
        await Expect(said).ToContainTextAsync("<b>not</b> [menu](javascript:alert(1))");
        await Expect(said.Locator("code").First).ToHaveTextAsync("a<i>b");
        await Expect(said.Locator("blockquote")).ToHaveTextAsync("quoted");
        await Expect(said.Locator("pre")).ToHaveTextAsync("let a = 1;");
        await Expect(said.Locator("li")).ToHaveTextAsync("item");
        Assert.Equal(0, await said.Locator("a, b, i, img, script").CountAsync());
    }

    static CancellationToken Stop => TestContext.Current.CancellationToken;
}
