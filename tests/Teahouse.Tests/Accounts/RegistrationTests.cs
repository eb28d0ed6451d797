using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Accounts;

public sealed class RegistrationTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Alice_opens_an_account_and_is_logged_in()
    {
        await using var node = new AccountsNode(database);
        var alice = await node.AskAsync(Commands.Register, new("Alice.01", "correct horse", "  Alice  ", "Alice's phone"));
        Assert.Equal("alice.01", alice.User.Username);
        Assert.Equal("Alice", alice.User.DisplayName);
        Assert.Equal("Alice's phone", alice.Session.Device);
        Assert.True(alice.Session.Current);
        Assert.Equal(node.Time.GetUtcNow(), alice.User.CreatedAt);

        var who = await node.WhoseAsync(alice.Token);
        Assert.Equal((alice.User, alice.Session.Id), who);
        Assert.Equal(alice.User, await node.AskAsync(Commands.GetMe, Nothing.Value, alice));
        Assert.Equal(1, await node.People.VersionAsync(alice.User.Id, AccountsNode.Stop));
    }

    [Theory]
    [InlineData("al")]
    [InlineData("a23456789012345678901234567890123")]
    [InlineData("_alice")]
    [InlineData("al ice")]
    [InlineData("alicé")]
    [InlineData("alice\u212A")]
    [InlineData("алиса")]
    [InlineData("")]
    public async Task A_name_outside_the_alphabet_is_refused(string name)
    {
        await using var node = new AccountsNode(database);
        var refused = await node.RefusedAsync(Commands.Register, new(name, "correct horse", "Alice"));
        Assert.Equal("invalid_field", refused.Code);
        Assert.Contains("username", refused.Detail);
    }

    [Theory]
    [InlineData("   ")]
    [InlineData("\u200b\u200d")]
    [InlineData("Ali\u202ece")]
    [InlineData("Ali\u2066ce")]
    [InlineData("Ali\0ce")]
    [InlineData("Ali\nce")]
    [InlineData("Ali\u2028ce")]
    [InlineData("65 characters 65 characters 65 characters 65 characters 65 chars.")]
    public async Task A_display_name_that_could_fool_a_reader_is_refused(string displayName)
    {
        await using var node = new AccountsNode(database);
        var refused = await node.RefusedAsync(Commands.Register, new("fooler", "correct horse", displayName));
        Assert.Equal("invalid_field", refused.Code);
        Assert.Contains("display_name", refused.Detail);
    }

    [Fact]
    public async Task Sixty_four_emoji_are_a_display_name_and_accents_are_composed()
    {
        await using var node = new AccountsNode(database);
        var emoji = await node.AskAsync(Commands.Register, new("emoji", "correct horse", string.Concat(Enumerable.Repeat("🍵", 64))));
        Assert.Equal(128, emoji.User.DisplayName.Length);
        var zoe = await node.AskAsync(Commands.Register, new("zoe", "correct horse", "Zoe\u0308"));
        Assert.Equal("Zo\u00eb", zoe.User.DisplayName);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(257)]
    public async Task A_password_that_is_too_short_or_too_long_is_refused(int length)
    {
        await using var node = new AccountsNode(database);
        var refused = await node.RefusedAsync(Commands.Register, new("weak", new string('x', length), "Weak"));
        Assert.Equal("weak_password", refused.Code);
        Assert.Equal(0, node.Hashes);
    }

    [Fact]
    public async Task A_name_is_taken_whatever_its_case_and_reserved_ones_are_nobodys()
    {
        await using var node = new AccountsNode(database);
        await node.RegisterAsync("taken");
        foreach (var name in new[] { "taken", "TAKEN", "admin", "Teahouse" })
        {
            Assert.Equal("username_taken", (await node.RefusedAsync(Commands.Register, new(name, "correct horse", "X"))).Code);
        }
    }

    [Fact]
    public async Task Of_two_who_want_one_name_at_once_one_gets_it()
    {
        await using var node = new AccountsNode(database);
        for (var round = 0; round < 10; round++)
        {
            var name = $"wanted{round}";
            var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(i =>
                node.TryAsync(Commands.Register, new(name, "correct horse", $"Person {i}")).AsTask()));
            Assert.Single(both, r => r.Status == 201);
            Assert.Equal(3, both.Count(r => r.Status == 409));
        }
    }

    [Fact]
    public async Task A_closed_house_opens_no_accounts()
    {
        await using var node = new AccountsNode(database, AccountsNode.Quick with { RegistrationOpen = false });
        Assert.Equal("registration_closed", (await node.RefusedAsync(Commands.Register, new("closed", "correct horse", "X"))).Code);
    }

    [Fact]
    public async Task An_address_opens_only_so_many_accounts_in_an_hour_and_others_are_not_held_up()
    {
        await using var node = new AccountsNode(database, AccountsNode.Quick with { RegistrationsPerHour = 2 });
        Task<Problem> Refused(string name, string address) =>
            node.RefusedAsync(Commands.Register, new(name, "correct horse", "X"), new() { Address = address });
        Task<LoggedIn> Opened(string name, string address) =>
            node.AskAsync(Commands.Register, new(name, "correct horse", "X"), new() { Address = address });

        await Opened("many1", "2001:db8::1");
        await Opened("many2", "2001:db8::2");
        var refused = await Refused("many3", "2001:db8::3");
        Assert.Equal("rate_limited", refused.Code);
        Assert.Equal(1800, refused.RetryAfter);
        await Opened("many4", "2001:db8:0:1::1");
        node.Time.Advance(TimeSpan.FromSeconds(1800));
        await Opened("many3", "2001:db8::4");
    }

    [Fact]
    public async Task The_same_call_again_is_the_same_account_and_session_with_a_new_token()
    {
        await using var node = new AccountsNode(database);
        var first = await node.RegisterAsync("again", "key-again");
        var second = await node.RegisterAsync("again", "key-again");
        Assert.Equal(first.User, second.User);
        Assert.Equal(first.Session.Id, second.Session.Id);
        Assert.NotEqual(first.Token, second.Token);
        Assert.Null(await node.WhoseAsync(first.Token));
        Assert.NotNull(await node.WhoseAsync(second.Token));
        Assert.Contains(first.Session.Id, node.Revoked);
        Assert.Single((await node.AskAsync(Commands.ListSessions, Nothing.Value, second)).Sessions);
    }

    [Fact]
    public async Task The_same_key_with_anything_else_is_a_conflict()
    {
        await using var node = new AccountsNode(database);
        var request = new Register("conflict", "correct horse", "Conny", "phone");
        await node.AskAsync(Commands.Register, request, new() { Key = "key-conflict" });
        Register[] others =
        [
            request with { Username = "conflict2" }, request with { Password = "wrong horse" },
            request with { DisplayName = "Cony" }, request with { Device = "laptop" },
        ];
        foreach (var other in others)
        {
            Assert.Equal("key_conflict", (await node.RefusedAsync(Commands.Register, other, new() { Key = "key-conflict" })).Code);
        }

        Assert.Equal("username_taken", (await node.RefusedAsync(Commands.Register, request, new() { Key = "key-other" })).Code);
    }

    [Fact]
    public async Task The_same_call_many_times_at_once_is_one_account_with_one_session()
    {
        await using var node = new AccountsNode(database);
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => node.RegisterAsync("storm", "key-storm")));
        Assert.Single(all.Select(a => (a.User.Id, a.Session.Id)).Distinct());
        var alive = await Task.WhenAll(all.Select(a => node.WhoseAsync(a.Token)));
        Assert.Single(alive, a => a is not null);
    }

    [Fact]
    public async Task A_key_does_not_make_guessing_a_password_any_easier()
    {
        await using var node = new AccountsNode(database, AccountsNode.Quick with { FailuresPerName = 3 });
        await node.RegisterAsync("guessed", "key-guessed");
        var request = new Register("guessed", "a wild guess", "guessed", "phone");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("key_conflict", (await node.RefusedAsync(Commands.Register, request, new() { Key = "key-guessed" })).Code);
        }

        Assert.Equal("log_in_limited", (await node.RefusedAsync(Commands.Register, request, new() { Key = "key-guessed" })).Code);
    }
}
