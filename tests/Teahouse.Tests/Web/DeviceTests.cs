using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>What is of one device alone: its accounts, its letters, its sound; and what somebody sees first there.</summary>
public sealed class DeviceTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Alice_and_Bob_share_a_browser_and_each_has_only_their_own()
    {
        await using var party = await Room.OpenAsync(server, "Tea party", "Alice", "Bob");
        await using var dana = await server.PersonAsync("Dana");
        await dana.SaysAsync(party["Alice"], "Only for Alice");
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, party["Alice"]);
        await Expect(alice.Row("Only for Alice")).ToBeVisibleAsync();
        await alice.PressAsync("Accounts");
        await alice.ChooseAsync("Add an account");
        await alice.LogInAsync(party["Bob"].Username, party["Bob"].Password);
        await Expect(alice.Row("Tea party")).ToBeVisibleAsync();
        await Expect(alice.Row("Only for Alice")).ToHaveCountAsync(0);
        await alice.PressAsync("Accounts");
        await alice.ChooseAsync("Alice");
        await Expect(alice.Row("Only for Alice")).ToBeVisibleAsync();
        await alice.GoAsync("/settings/accounts");
        await Expect(alice.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Alice.*In use$") })).ToBeVisibleAsync();
        alice.LogsOut = true;
        await alice.PressAsync("Log out");
        await alice.ConfirmAsync("Log out");
        await Expect(alice.Page.GetByRole(AriaRole.Heading, new() { Name = "Welcome back" })).ToBeVisibleAsync();
        // Bob is still there, and his own things with him.
        await alice.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Bob ") }).ClickAsync();
        await Expect(alice.Row("Tea party")).ToBeVisibleAsync();
        await alice.GoAsync("/settings/accounts");
        await Expect(alice.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Bob.*In use$") })).ToBeVisibleAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Alice ") })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Alice_reads_larger_letters_on_closer_lines_also_after_a_reload()
    {
        await using var party = await Room.OpenAsync(server, "Tea party", "Alice", "Bob");
        await using var alice = await party.VisitAsync(chromium, "Alice");
        var wide = await HeightAsync(alice);
        await alice.GoAsync("/settings/appearance");
        await alice.Page.GetByText("Compact", new() { Exact = true }).ClickAsync();
        await alice.GoAsync();
        Assert.True(await HeightAsync(alice) < wide);
        await alice.GoAsync("/settings/appearance");
        await alice.Page.GetByText("Very large", new() { Exact = true }).ClickAsync();
        await alice.Page.ReloadAsync();
        await Expect(alice.Page.Locator("html[data-size=huge][data-density=compact]")).ToBeAttachedAsync();
        Assert.Equal("21px", await alice.Page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).fontSize"));
        await Expect(alice.Page.GetByRole(AriaRole.Radio, new() { Name = "Very large" })).ToBeCheckedAsync();
    }

    [Fact]
    public async Task Alice_hears_Bob_unless_she_looks_at_it_has_muted_it_or_wants_no_sound()
    {
        await using var party = await Room.OpenAsync(server, "Tea party", "Alice", "Bob");
        await using var dana = await server.PersonAsync("Dana");
        await dana.SaysAsync(party["Alice"], "Hello from Dana");
        await using var alice = await Visitor.OpenAsync(chromium, server.Address, "Alice");
        await alice.Context.AddInitScriptAsync("""
            globalThis.struck = 0;
            const start = OscillatorNode.prototype.start;
            OscillatorNode.prototype.start = function (at) { globalThis.struck++; return start.call(this, at); };
            """);
        await alice.GoAsync();
        await alice.LogInAsync(party["Alice"].Username, party["Alice"].Password);
        await alice.Row("Dana").ClickAsync();
        await alice.SeesAsync("Hello from Dana");
        await dana.SaysAsync(party["Alice"], "You see this");
        await alice.SeesAsync("You see this");
        Assert.Equal(0, await StruckAsync(alice));
        await party["Bob"].WritesAsync(party, "Can you hear me?");
        await alice.Page.WaitForFunctionAsync("() => struck === 2");
        await alice.Row("Tea party").ClickAsync(new() { Button = MouseButton.Right });
        await alice.ChooseAsync("Mute");
        await alice.ChooseAsync("For 1 hour");
        await Expect(alice.Row("Tea party")).ToContainTextAsync("muted");
        await party["Bob"].WritesAsync(party, "And now?");
        await Expect(alice.Row("Tea party")).ToContainTextAsync("And now?");
        Assert.Equal(2, await StruckAsync(alice));
    }

    [Fact]
    public async Task Alice_goes_from_one_of_her_workspaces_to_another_in_the_rail()
    {
        await using var alice = await server.PersonAsync("Alice");
        await alice.Api.CallAsync(Commands.CreateWorkspace, new("Tea guild"), TestContext.Current.CancellationToken);
        await alice.Api.CallAsync(Commands.CreateWorkspace, new("Potters"), TestContext.Current.CancellationToken);
        await using var visitor = await Visitor.LogInAsync(chromium, server.Address, alice);
        var rail = visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main navigation" });
        await rail.GetByRole(AriaRole.Link, new() { Name = "Potters" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Potters") })).ToBeVisibleAsync();
        await rail.GetByRole(AriaRole.Link, new() { Name = "Tea guild" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Tea guild") })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Somebody_who_is_new_sees_what_to_do_first()
    {
        await using var visitor = await Visitor.RegisterAsync(chromium, server.Address, "Newcomer");
        await visitor.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^My QR code") }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("/contacts/code$"));
        await visitor.GoAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add a friend") }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("/contacts/add$"));
        await visitor.GoAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "The kettle is on" })).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Listitem).GetByRole(AriaRole.Button)).ToHaveCountAsync(3);
    }

    static Task<int> StruckAsync(Visitor visitor) => visitor.Page.EvaluateAsync<int>("() => struck");

    static async Task<float> HeightAsync(Visitor visitor) => (await visitor.Row("Tea party").BoundingBoxAsync())!.Height;
}
