using Microsoft.Playwright;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>What the client does when the network, the server or the page goes away.</summary>
public sealed class BrokenLineTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Alice_reads_on_what_Bob_wrote_while_she_was_offline()
    {
        await using var alice = await Visitor.RegisterAsync(chromium, server.Address, "Alice");
        await using var bob = await Visitor.RegisterAsync(chromium, server.Address, "Bob");
        await alice.FindAsync(bob.Username, "Bob");
        await alice.SayAsync("I am entering the tunnel");
        await bob.Row("Alice").ClickAsync();
        await bob.SeesAsync("I am entering the tunnel");

        await alice.SetOfflineAsync(true);
        await Expect(alice.Page.GetByText("You are offline.")).ToBeVisibleAsync();
        await bob.SayAsync("Mind your head");
        await bob.SayAsync("Are you through?");
        await bob.SeesStateAsync("Are you through?", "sent");

        await alice.SetOfflineAsync(false);
        await alice.SeesAsync("Mind your head");
        await alice.SeesAsync("Are you through?");
        await Expect(alice.Page.GetByText("You are offline.")).ToBeHiddenAsync();
        await bob.SeesStateAsync("Are you through?", "read");
    }

    [Fact]
    public async Task Alice_opens_the_client_offline_and_what_she_wrote_goes_out_in_order_when_the_line_is_back()
    {
        await using var alice = await Visitor.RegisterAsync(chromium, server.Address, "Alice");
        await using var bob = await Visitor.RegisterAsync(chromium, server.Address, "Bob");
        await alice.FindAsync(bob.Username, "Bob");
        await alice.SayAsync("before");
        await alice.SeesStateAsync("before", "delivered");
        await alice.KeepsTheClientAsync();

        await alice.SetOfflineAsync(true);
        await alice.SayAsync("one");
        await alice.SayAsync("two");
        await alice.SeesStateAsync("two", "pending");
        await alice.Page.ReloadAsync();
        await alice.SeesAsync("before");
        await alice.SeesStateAsync("one", "pending");
        await alice.SayAsync("three");

        await alice.SetOfflineAsync(false);
        await alice.SeesStateAsync("three", "delivered");
        await bob.Row("Alice").ClickAsync();
        await bob.SeesAsync("three");
        Assert.Equal(["before", "one", "two", "three"], await bob.TextsAsync());
        Assert.Equal(["before", "one", "two", "three"], await alice.TextsAsync());
    }

    [Fact]
    public async Task Alice_and_Bob_go_on_after_the_server_was_restarted()
    {
        await using var own = await TestServer.StartAsync();
        await using var door = new FaultProxy(() => own.Address);
        await using var alice = await Visitor.RegisterAsync(chromium, door.Address, "Alice");
        await using var bob = await Visitor.RegisterAsync(chromium, door.Address, "Bob");
        await alice.FindAsync(bob.Username, "Bob");
        await alice.SayAsync("before");
        await bob.Row("Alice").ClickAsync();
        await bob.SeesAsync("before");

        alice.Offline = bob.Offline = true;
        await own.RestartAsync(async () =>
        {
            await Expect(alice.Page.GetByText("You are offline.")).ToBeVisibleAsync();
            await alice.SayAsync("while it was down");
            await alice.SeesStateAsync("while it was down", "pending");
        });
        await bob.SeesAsync("while it was down");
        await bob.SayAsync("after");
        await alice.SeesAsync("after");
        Assert.Equal(["before", "while it was down", "after"], await alice.TextsAsync());
        Assert.Equal(["before", "while it was down", "after"], await bob.TextsAsync());
    }

    [Fact]
    public async Task Alice_sees_a_message_whose_push_was_lost_on_the_way()
    {
        await using var door = new FaultProxy(() => server.Address);
        await using var alice = await Visitor.RegisterAsync(chromium, door.Address, "Alice");
        await using var bob = await Visitor.RegisterAsync(chromium, server.Address, "Bob");
        await alice.FindAsync(bob.Username, "Bob");
        await alice.SayAsync("before");
        await alice.SeesStateAsync("before", "delivered");
        door.Drop = frame => frame.Contains("swallowed", StringComparison.Ordinal);
        await bob.Row("Alice").ClickAsync();
        await bob.SayAsync("swallowed");
        await alice.SeesAsync("swallowed");
        Assert.True(door.Dropped > 0);
    }

    [Fact]
    public async Task Two_tabs_of_Alice_share_one_socket_and_the_second_takes_over_when_the_first_is_closed()
    {
        await using var alice = await Visitor.RegisterAsync(chromium, server.Address, "Alice");
        await using var bob = await Visitor.RegisterAsync(chromium, server.Address, "Bob");
        await alice.FindAsync(bob.Username, "Bob");
        await alice.SayAsync("from the first tab");
        await alice.SeesStateAsync("from the first tab", "delivered");

        var second = await alice.TabAsync();
        var sockets = 0;
        second.WebSocket += (_, _) => sockets++;
        await second.GotoAsync(alice.Page.Url);
        var composer = second.GetByRole(AriaRole.Textbox, new() { Name = "Write a message" });
        await composer.FillAsync("from the second tab");
        await composer.PressAsync("Enter");
        await alice.SeesStateAsync("from the second tab", "delivered");
        Assert.Equal(0, sockets);

        await alice.Page.CloseAsync();
        await bob.Row("Alice").ClickAsync();
        await bob.SayAsync("to whom it may concern");
        await Expect(second.GetByText("to whom it may concern").Last).ToBeVisibleAsync();
        Assert.Equal(1, sockets);
    }
}
