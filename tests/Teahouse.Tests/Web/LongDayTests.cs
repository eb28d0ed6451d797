using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Web;

/// <summary>All that can come between two people, one after the other; at the end both have the same.</summary>
public sealed class LongDayTests(Chromium chromium)
{
    [Fact]
    public async Task Alice_and_Bob_agree_after_a_cut_in_mid_send_a_restart_a_reload_and_a_day_offline()
    {
        await using var server = await TestServer.StartAsync();
        await using var door = new FaultProxy(() => server.Address);
        await using var bobsDoor = new FaultProxy(() => server.Address);
        await using var alice = await Visitor.RegisterAsync(chromium, door.Address, "Alice");
        await using var bob = await Visitor.RegisterAsync(chromium, bobsDoor.Address, "Bob");
        await alice.FindAsync(bob.Username, "Bob");
        await alice.SayAsync("Good morning");
        await bob.Row("Alice").ClickAsync();
        await bob.SayAsync("Good morning to you");
        await alice.SeesAsync("Good morning to you");
        await alice.KeepsTheClientAsync();
        alice.Offline = bob.Offline = true;

        // What was under way when the line broke is neither lost nor said twice, whoever had got how much of it.
        for (var i = 1; i <= 12; i++)
        {
            await alice.SayAsync($"sentence {i}");
            if (i % 4 == 0)
            {
                door.Reset();
            }
        }

        await alice.SeesStateAsync("sentence 12", "read");

        await server.RestartAsync(async () =>
        {
            await alice.SayAsync("while it was down, she");
            await bob.SayAsync("while it was down, he");
            await bob.SeesStateAsync("while it was down, he", "pending");
        });
        await alice.SeesAsync("while it was down, he");
        await bob.SeesAsync("while it was down, she");

        door.Refuse = true;
        door.Cut();
        await alice.SayAsync("to the wind");
        await alice.SeesStateAsync("to the wind", "pending");
        await alice.Page.ReloadAsync();
        await alice.SeesStateAsync("to the wind", "pending");

        await alice.Page.Clock.InstallAsync();
        await bob.SayAsync("Where are you?");
        await alice.Page.Clock.FastForwardAsync("24:00:00");
        await alice.SayAsync("a day later");
        door.Refuse = false;
        await alice.Page.Clock.FastForwardAsync("01:00");
        await alice.SeesAsync("Where are you?");
        await alice.SeesStateAsync("a day later", "read");
        await bob.SeesAsync("a day later");
        await bob.SeesStateAsync("Where are you?", "read");

        var hers = await alice.TextsAsync();
        Assert.Equal(19, hers.Length);
        Assert.Equal(Enumerable.Range(1, 12).Select(i => $"sentence {i}"), hers.Where(text => text.StartsWith("sentence", StringComparison.Ordinal)));
        Assert.Equal(hers, await bob.TextsAsync());
        await bob.Page.ReloadAsync();
        await bob.SeesAsync("a day later");
        Assert.Equal(hers, await bob.TextsAsync());
    }
}
