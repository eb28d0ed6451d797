using Teahouse.Protocol;
using Teahouse.Testing;
using Teahouse.Tests.Accounts;
using Xunit;

namespace Teahouse.Tests.Contacts;

public sealed class FindingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task People_are_found_by_their_whole_username_only_unless_they_allow_more()
    {
        await using var node = Town.Open(database);
        var (dora, erin) = (await node.RegisterAsync("dora_1"), await node.RegisterAsync("erin1"));
        await node.AskAsync(Commands.UpdateMe, new("Dora Ärmel"), dora);
        Assert.Equal([dora.User.Id], await FindAsync(node, erin, " DORA_1 "));
        foreach (var query in new[] { "dora", "dora%", "dora__", "%", "", "dora_1'--", "dora\0", "Dora Ärmel", new string('x', 5_000) })
        {
            Assert.Empty(await FindAsync(node, erin, query));
        }

        await node.AskAsync(Commands.UpdateSettings, new(Findable: "name"), dora);
        foreach (var query in new[] { "dora_1", "dora", "DORA_", "dora är", "Dora A\u0308rm" })
        {
            Assert.Equal([dora.User.Id], await FindAsync(node, erin, query));
        }

        foreach (var query in new[] { "ärmel", "dora%", "do_a", "ora" })
        {
            Assert.Empty(await FindAsync(node, erin, query));
        }

        await node.AskAsync(Commands.UpdateMe, new("Theodora"), dora);
        Assert.Equal([dora.User.Id], await FindAsync(node, erin, "theo"));
        Assert.Empty(await FindAsync(node, erin, "dora ä"));
    }

    [Fact]
    public async Task A_search_finds_the_exact_name_first_and_a_page_at_most()
    {
        await using var node = Town.Open(database);
        var heidi = await node.RegisterAsync("frank9");
        for (var i = 0; i < 25; i++)
        {
            var frank = await node.RegisterAsync($"frank{i:000}");
            await node.AskAsync(Commands.UpdateSettings, new(Findable: "name"), frank);
        }

        var exact = await node.RegisterAsync("frank");
        var found = await FindAsync(node, heidi, "frank");
        Assert.Equal(20, found.Count);
        Assert.Equal(exact.User.Id, found[0]);
    }

    [Fact]
    public async Task Who_is_to_be_found_by_nobody_is_found_by_friends_and_by_their_code()
    {
        await using var node = Town.Open(database);
        var (alice, bob, eve) = (await node.RegisterAsync("alice2"), await node.RegisterAsync("bob2"), await node.RegisterAsync("eve2"));
        await node.BefriendAsync(alice, bob);
        await node.AskAsync(Commands.UpdateSettings, new(Findable: "nobody"), alice);
        Assert.Equal([alice.User.Id], await FindAsync(node, bob, "alice2"));
        Assert.Equal([alice.User.Id], await FindAsync(node, alice, "alice2"));
        Assert.Empty(await FindAsync(node, eve, "alice2"));
        var code = (await node.AskAsync(Commands.GetContactCode, Nothing.Value, alice)).Code;
        Assert.Equal(alice.User, await node.AskAsync(Commands.FindByCode, new(code), eve));
    }

    [Fact]
    public async Task Who_is_blocked_finds_nobody_and_who_blocks_still_does()
    {
        await using var node = Town.Open(database);
        var (alice, bob) = (await node.RegisterAsync("alice3"), await node.RegisterAsync("bob3"));
        await node.AskAsync(Commands.UpdateSettings, new(Findable: "name"), alice);
        await node.BefriendAsync(alice, bob);
        await node.BlockAsync(alice, bob);
        var code = (await node.AskAsync(Commands.GetContactCode, Nothing.Value, alice)).Code;
        Assert.Empty(await FindAsync(node, bob, "alice3"));
        Assert.Empty(await FindAsync(node, bob, "alice"));
        Assert.Equal(
            await node.RefusedAsync(Commands.FindByCode, new("never was"), bob), await node.RefusedAsync(Commands.FindByCode, new(code), bob));
        Assert.Equal([bob.User.Id], await FindAsync(node, alice, "bob3"));
    }

    [Fact]
    public async Task A_code_is_ones_own_until_it_is_renewed()
    {
        await using var node = Town.Open(database);
        var (alice, bob) = (await node.RegisterAsync("alice4"), await node.RegisterAsync("bob4"));
        var codes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => node.AskAsync(Commands.GetContactCode, Nothing.Value, alice)));
        var first = Assert.Single(codes.Distinct()).Code;
        Assert.True(first.Length >= 22);
        Assert.NotEqual(first, (await node.AskAsync(Commands.GetContactCode, Nothing.Value, bob)).Code);

        var key = new Actor(alice.User.Id, alice.Session.Id) { Key = "renew" };
        var second = (await node.AskAsync(Commands.RenewContactCode, Nothing.Value, key)).Code;
        Assert.Equal(second, (await node.AskAsync(Commands.RenewContactCode, Nothing.Value, key)).Code);
        Assert.Equal([new ChangedUpdate(2)], node.Told(alice.User.Id));
        Assert.Equal(second, (await node.AskAsync(Commands.GetContactCode, Nothing.Value, alice)).Code);
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.FindByCode, new(first), bob)).Code);
        Assert.Equal(alice.User, await node.AskAsync(Commands.FindByCode, new(second), bob));
        var third = (await node.AskAsync(Commands.RenewContactCode, Nothing.Value, alice)).Code;
        Assert.NotEqual(third, (await node.AskAsync(Commands.RenewContactCode, Nothing.Value, alice)).Code);

        foreach (var none in new[] { "x", new string('x', 65), third.ToLowerInvariant(), $"{third} " })
        {
            Assert.Equal("not_found", (await node.RefusedAsync(Commands.FindByCode, new(none), bob)).Code);
        }
    }

    [Fact]
    public async Task Who_has_closed_their_account_is_found_by_nothing()
    {
        await using var node = Town.Open(database);
        var (yvonne, bob) = (await node.RegisterAsync("yvonne"), await node.RegisterAsync("bob5"));
        await node.BefriendAsync(yvonne, bob);
        await node.AskAsync(Commands.UpdateSettings, new(Findable: "name"), yvonne);
        var code = (await node.AskAsync(Commands.GetContactCode, Nothing.Value, yvonne)).Code;
        await node.AskAsync(Commands.Deactivate, new("yvonne's password"), yvonne);
        Assert.Empty(await FindAsync(node, bob, "yvonne"));
        Assert.Empty(await FindAsync(node, bob, "yvo"));
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.FindByCode, new(code), bob)).Code);
    }

    static async Task<IReadOnlyList<Guid>> FindAsync(AccountsNode node, LoggedIn who, string query) =>
        [.. (await node.AskAsync(Commands.FindUsers, new(query), who)).Users.Select(u => u.Id)];
}
