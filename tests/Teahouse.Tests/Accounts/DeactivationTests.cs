using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Accounts;

public sealed class DeactivationTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Alice_closes_her_account_and_is_out_everywhere()
    {
        await using var node = new AccountsNode(database);
        var phone = await node.RegisterAsync("alice");
        var laptop = await node.LogInAsync("alice");
        var bob = await node.RegisterAsync("bob");
        await node.AskAsync(Commands.UpdateMe, new(About: "tea", Status: new("🍵")), phone);

        await node.AskAsync(Commands.Deactivate, new("alice's password"), phone);
        Assert.Equal(new[] { phone.Session.Id, laptop.Session.Id }.Order(), node.Revoked.Order());
        Assert.Null(await node.WhoseAsync(phone.Token));
        Assert.Null(await node.WhoseAsync(laptop.Token));
        Assert.Equal("bad_credentials", (await node.RefusedAsync(Commands.LogIn, new("alice", "alice's password"))).Code);
        Assert.Equal("username_taken", (await node.RefusedAsync(Commands.Register, new("alice", "new password", "Alice"))).Code);

        // Those who knew her keep a name for what she said.
        Assert.Equal(phone.User with { Deactivated = true }, await node.AskAsync(Commands.GetUser, new(phone.User.Id), bob));
        Assert.Empty(await node.People.FindAsync("alice", AccountsNode.Stop));
        foreach (var topic in new[] { "accounts.user_deactivated", "accounts.user_changed", "accounts.sessions_ended" })
        {
            Assert.Contains(await node.FactsAsync(topic), f => f.Contains(phone.User.Id.ToString()));
        }
    }

    [Fact]
    public async Task Her_open_devices_are_sent_away_and_those_she_talks_with_see_that_she_has_gone()
    {
        await using var server = await TestServer.StartAsync();
        var (alice, bob) = (await server.PersonAsync("Alice"), await server.PersonAsync("Bob"));
        await alice.SaysAsync(bob, "farewell");
        var phone = await alice.DeviceAsync();
        var laptop = await bob.DeviceAsync();
        await phone.CallAsync(Commands.Deactivate, new(alice.Password), TestContext.Current.CancellationToken);
        await Eventually.True("Alice's phone is sent away", () => phone.GaveUp?.Code == (int)CloseCode.SessionRevoked, () => phone.GaveUp);
        await Eventually.True("Bob sees that she has gone", () => laptop.Look(s => s.Users[alice.Id].Deactivated == true));
        await alice.DisposeAsync();
        await server.LawAsync();
    }

    [Fact]
    public async Task Who_does_not_know_the_password_closes_nothing_and_may_not_guess_for_long()
    {
        await using var node = new AccountsNode(database, AccountsNode.Quick with { FailuresPerName = 2 });
        var carol = await node.RegisterAsync("carol");
        Assert.Equal("bad_credentials", (await node.RefusedAsync(Commands.Deactivate, new("guess"), carol)).Code);
        Assert.Equal("bad_credentials", (await node.RefusedAsync(Commands.Deactivate, new(""), carol)).Code);
        Assert.Equal("log_in_limited", (await node.RefusedAsync(Commands.Deactivate, new("carol's password"), carol)).Code);
        Assert.NotNull(await node.WhoseAsync(carol.Token));
    }

    [Fact]
    public async Task No_log_in_survives_the_closing_of_its_account()
    {
        await using var node = new AccountsNode(database, AccountsNode.Quick with { FailuresPerName = 1_000 });
        for (var round = 0; round < 10; round++)
        {
            var name = $"dora{round}";
            var dora = await node.RegisterAsync(name);
            var logIns = Enumerable.Range(0, 4).Select(_ => node.TryAsync(Commands.LogIn, new(name, $"{name}'s password")).AsTask()).ToList();
            await node.AskAsync(Commands.Deactivate, new($"{name}'s password"), dora);
            await Task.WhenAll(logIns);
            Assert.Equal(0, await database.ScalarAsync<long>($"SELECT count(*) FROM accounts.sessions WHERE user_id = '{dora.User.Id}'"));
        }
    }

    [Fact]
    public async Task A_log_in_that_is_repeated_after_the_account_was_closed_opens_nothing()
    {
        await using var node = new AccountsNode(database);
        var erin = await node.RegisterAsync("erin", "key-erin");
        await node.LogInAsync("erin", "key-erin-2");
        await node.AskAsync(Commands.Deactivate, new("erin's password"), erin);
        Assert.Equal("bad_credentials", (await node.RefusedAsync(
            Commands.LogIn, new("erin", "erin's password", "laptop"), new() { Key = "key-erin-2" })).Code);
        Assert.True((await node.TryAsync(
            Commands.Register, new("erin", "erin's password", "erin", "phone"), new() { Key = "key-erin" })).Status >= 400);
    }
}
