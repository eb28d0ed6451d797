using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Accounts;

public sealed class SessionsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Alice_logs_out_and_her_token_is_void_before_she_hears_so()
    {
        await using var node = new AccountsNode(database);
        var alice = await node.RegisterAsync("alice");
        await node.AskAsync(Commands.LogOut, Nothing.Value, alice);
        Assert.Equal([alice.Session.Id], node.Revoked);
        Assert.Null(await node.WhoseAsync(alice.Token));
        var fact = Assert.Single(await node.FactsAsync("accounts.sessions_ended"), f => f.Contains(alice.User.Id.ToString()));
        Assert.Equal($$"""{"user_id":"{{alice.User.Id}}","session_ids":["{{alice.Session.Id}}"]}""", fact);

        // Once more is what was asked for already.
        Assert.Equal(204, (await node.TryAsync(Commands.LogOut, Nothing.Value, alice)).Status);
        Assert.Single(node.Revoked);
    }

    [Fact]
    public async Task People_who_come_at_once_are_each_who_they_are()
    {
        await using var node = new AccountsNode(database);
        var people = new List<LoggedIn>();
        for (var i = 0; i < 12; i++)
        {
            people.Add(await node.RegisterAsync($"guest.{i}"));
        }

        var found = await Task.WhenAll(people.Concat(people).Select(one => Task.Run(() => node.WhoseAsync(one.Token), AccountsNode.Stop)));
        Assert.Equal(people.Concat(people).Select(one => (one.User.Id, one.Session.Id)), found.Select(one => (one!.Value.User.Id, one.Value.Session)));
        var strangers = await Task.WhenAll(people.Select(one => node.WhoseAsync(one.Token[..^2] + "-A")));
        Assert.All(strangers, Assert.Null);
    }

    [Fact]
    public async Task Bob_logs_his_lost_phone_out_and_nobody_elses()
    {
        await using var node = new AccountsNode(database);
        var phone = await node.RegisterAsync("bob");
        var laptop = await node.LogInAsync("bob");
        var mallory = await node.RegisterAsync("mallory");

        Assert.Equal("not_found", (await node.RefusedAsync(Commands.RevokeSession, new(phone.Session.Id), mallory)).Code);
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.RevokeSession, new(Ids.New()), laptop)).Code);
        Assert.NotNull(await node.WhoseAsync(phone.Token));

        await node.AskAsync(Commands.RevokeSession, new(phone.Session.Id), laptop);
        Assert.Null(await node.WhoseAsync(phone.Token));
        Assert.NotNull(await node.WhoseAsync(laptop.Token));
        Assert.Equal([phone.Session.Id], node.Revoked);
        Assert.Equal(new ChangedUpdate(3), node.Told(phone.User.Id)[^1]);
        Assert.Equal(3, await node.People.VersionAsync(phone.User.Id, AccountsNode.Stop));
    }

    [Fact]
    public async Task A_new_password_ends_every_session_but_the_one_that_asked()
    {
        await using var node = new AccountsNode(database);
        var phone = await node.RegisterAsync("carol");
        var laptop = await node.LogInAsync("carol");
        Assert.Equal("weak_password", (await node.RefusedAsync(Commands.ChangePassword, new("carol's password", "short"), laptop)).Code);
        Assert.Equal("bad_credentials", (await node.RefusedAsync(Commands.ChangePassword, new("not it", "new password"), laptop)).Code);
        Assert.NotNull(await node.WhoseAsync(phone.Token));

        await node.AskAsync(Commands.ChangePassword, new("carol's password", "new password"), laptop);
        Assert.Null(await node.WhoseAsync(phone.Token));
        Assert.NotNull(await node.WhoseAsync(laptop.Token));
        Assert.Equal([phone.Session.Id], node.Revoked);
        Assert.Equal("bad_credentials", (await node.RefusedAsync(Commands.LogIn, new("carol", "carol's password"))).Code);
        await node.AskAsync(Commands.LogIn, new("carol", "new password"));
    }

    [Fact]
    public async Task Guessing_the_current_password_is_limited_like_logging_in()
    {
        await using var node = new AccountsNode(database, AccountsNode.Quick with { FailuresPerName = 2 });
        var dora = await node.RegisterAsync("dora");
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("bad_credentials", (await node.RefusedAsync(Commands.ChangePassword, new("guess", "new password"), dora)).Code);
        }

        Assert.Equal("log_in_limited", (await node.RefusedAsync(Commands.ChangePassword, new("dora's password", "new password"), dora)).Code);
        Assert.Equal("log_in_limited", (await node.RefusedAsync(Commands.LogIn, new("dora", "dora's password"))).Code);
    }

    [Fact]
    public async Task A_session_that_has_ended_changes_no_password()
    {
        await using var node = new AccountsNode(database);
        var erin = await node.RegisterAsync("erin");
        await node.AskAsync(Commands.LogOut, Nothing.Value, erin);
        Assert.Equal(401, (await node.TryAsync(Commands.ChangePassword, new("erin's password", "new password"), erin)).Status);
        await node.LogInAsync("erin");
    }

    [Fact]
    public async Task No_log_in_with_the_former_password_survives_a_change_of_password()
    {
        await using var node = new AccountsNode(database, AccountsNode.Quick with { FailuresPerName = 1_000 });
        var alive = await node.RegisterAsync("faith");
        var password = "faith's password";
        for (var round = 0; round < 10; round++)
        {
            var former = password;
            password = $"password {round}";
            var logIns = Enumerable.Range(0, 4).Select(_ => node.TryAsync(Commands.LogIn, new("faith", former)).AsTask()).ToList();
            await node.AskAsync(Commands.ChangePassword, new(former, password), alive);
            await Task.WhenAll(logIns);
            Assert.Single((await node.AskAsync(Commands.ListSessions, Nothing.Value, alive)).Sessions);
        }
    }

    [Fact]
    public async Task A_device_is_seen_at_most_once_a_minute()
    {
        await using var node = new AccountsNode(database);
        var grace = await node.RegisterAsync("grace");
        var start = node.Time.GetUtcNow();
        async Task<DateTimeOffset> SeenAsync()
        {
            await node.WhoseAsync(grace.Token);
            await node.LastSeen.WriteAsync(AccountsNode.Stop);
            return (await node.AskAsync(Commands.ListSessions, Nothing.Value, grace)).Sessions[0].LastSeenAt;
        }

        node.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(start, await SeenAsync());
        node.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(start + TimeSpan.FromSeconds(60), await SeenAsync());
        Assert.Equal("192.0.2.9", await database.ScalarAsync<string>($"SELECT address FROM accounts.sessions WHERE id = '{grace.Session.Id}'"));
    }

    [Fact]
    public async Task A_session_that_nobody_used_for_months_opens_nothing_and_is_cleaned_away()
    {
        await using var own = await TestDatabase.CreateAsync();
        await using var node = new AccountsNode(own);
        var heidi = await node.RegisterAsync("heidi", "key-heidi");
        var ivan = await node.RegisterAsync("ivan");
        node.Time.Advance(TimeSpan.FromDays(60));
        var laptop = await node.LogInAsync("heidi");
        node.Time.Advance(TimeSpan.FromDays(30));

        Assert.Null(await node.WhoseAsync(heidi.Token));
        Assert.NotNull(await node.WhoseAsync(laptop.Token));
        await node.Upkeep.CleanAsync(AccountsNode.Stop);
        Assert.Equal(new[] { heidi.Session.Id, ivan.Session.Id }.Order(), node.Revoked.Order());
        Assert.Equal(2, (await node.FactsAsync("accounts.sessions_ended")).Count);
        Assert.Equal(3, await node.People.VersionAsync(heidi.User.Id, AccountsNode.Stop));
        Assert.Equal(1L, await own.ScalarAsync<long>("SELECT count(*) FROM accounts.sessions"));
        Assert.Equal(0L, await own.ScalarAsync<long>("SELECT count(*) FROM accounts.keys"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("th_")]
    [InlineData("th_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("th_ÄAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("' OR 1 = 1 --")]
    public async Task What_is_no_token_opens_nothing(string token)
    {
        await using var node = new AccountsNode(database);
        Assert.Null(await node.WhoseAsync(token));
    }
}
