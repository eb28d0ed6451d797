using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Accounts;

public sealed class LogInTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Alice_logs_in_on_another_device_and_her_first_one_hears_of_it()
    {
        await using var node = new AccountsNode(database);
        var phone = await node.RegisterAsync("alice");
        var laptop = await node.AskAsync(Commands.LogIn, new("ALICE", "alice's password", "laptop"));
        Assert.Equal(phone.User, laptop.User);
        Assert.NotEqual(phone.Token, laptop.Token);
        Assert.Equal([new ChangedUpdate(2)], node.Told(phone.User.Id));

        var sessions = (await node.AskAsync(Commands.ListSessions, Nothing.Value, laptop)).Sessions;
        Assert.Equal(["laptop", "phone"], sessions.Select(s => s.Device).Order());
        Assert.Equal(laptop.Session.Id, Assert.Single(sessions, s => s.Current).Id);
    }

    [Fact]
    public async Task A_stranger_and_a_wrong_password_get_the_same_answer_for_the_same_work()
    {
        await using var node = new AccountsNode(database);
        await node.RegisterAsync("bob");
        var answers = new List<(Problem, long)>();
        foreach (var name in new[] { "bob", "nobob", "not a name at all", new string('x', 10_000) })
        {
            var before = node.Hashes;
            answers.Add((await node.RefusedAsync(Commands.LogIn, new(name, "wrong password")), node.Hashes - before));
        }

        Assert.Equal("bad_credentials", answers[0].Item1.Code);
        Assert.Equal(1, answers[0].Item2);
        Assert.Single(answers.Distinct());
    }

    [Theory]
    [InlineData("carol")]
    [InlineData("nocarol")]
    public async Task After_too_many_failures_a_name_is_limited_whether_it_exists_or_not(string name)
    {
        await using var node = new AccountsNode(database, AccountsNode.Quick with { FailuresPerName = 3 });
        await node.TryAsync(Commands.Register, new("carol", "carol's password", "Carol"));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("bad_credentials", (await node.RefusedAsync(Commands.LogIn, new(name, "guess"), From(i))).Code);
        }

        var hashes = node.Hashes;
        var limited = await node.RefusedAsync(Commands.LogIn, new(name.ToUpperInvariant(), "carol's password"), From(9));
        Assert.Equal(("log_in_limited", 300.0), (limited.Code, limited.RetryAfter));
        Assert.Equal(hashes, node.Hashes);

        node.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(name == "carol" ? 201 : 401, (await node.TryAsync(Commands.LogIn, new(name, "carol's password"), From(9))).Status);
    }

    [Fact]
    public async Task An_address_that_tries_many_names_is_limited_and_other_addresses_are_not()
    {
        await using var node = new AccountsNode(database, AccountsNode.Quick with { FailuresPerAddress = 5 });
        await node.RegisterAsync("dora");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("bad_credentials", (await node.RefusedAsync(Commands.LogIn, new($"victim{i}", "guess"), From(1))).Code);
        }

        Assert.Equal("log_in_limited", (await node.RefusedAsync(Commands.LogIn, new("dora", "dora's password"), From(1))).Code);
        Assert.Equal(201, (await node.TryAsync(Commands.LogIn, new("dora", "dora's password"), From(2))).Status);
    }

    [Fact]
    public async Task Guesses_that_come_all_at_once_count_one_by_one()
    {
        await using var node = new AccountsNode(database, AccountsNode.Quick with { FailuresPerName = 5 });
        await node.RegisterAsync("erin");
        var before = node.Hashes;
        var guesses = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            node.TryAsync(Commands.LogIn, new("erin", $"guess {i}"), From(i)).AsTask()));
        Assert.Equal(5, guesses.Count(g => g.Status == 401));
        Assert.Equal(35, guesses.Count(g => g.Status == 429));
        Assert.Equal(5, node.Hashes - before);
    }

    [Fact]
    public async Task Logging_in_rightly_any_number_of_times_is_never_limited()
    {
        await using var node = new AccountsNode(database, AccountsNode.Quick with { FailuresPerName = 2, FailuresPerAddress = 2 });
        await node.RegisterAsync("faith");
        for (var i = 0; i < 10; i++)
        {
            await node.LogInAsync("faith");
        }
    }

    [Fact]
    public async Task More_log_ins_than_can_wait_are_answered_overloaded_and_are_no_failures()
    {
        var options = AccountsNode.Quick with { HashesWaiting = 1, PasswordIterations = 200_000, FailuresPerName = 1_000 };
        await using var node = new AccountsNode(database, options);
        await node.RegisterAsync("grace");
        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            node.TryAsync(Commands.LogIn, new("grace", "grace's password")).AsTask()));
        Assert.Equal([201, 503], all.Select(r => r.Status).Distinct().Order());
        Assert.Equal(201, (await node.TryAsync(Commands.LogIn, new("grace", "grace's password"))).Status);
    }

    [Fact]
    public async Task A_log_in_again_with_its_key_is_the_same_session_with_a_new_token()
    {
        await using var node = new AccountsNode(database);
        await node.RegisterAsync("heidi");
        var first = await node.LogInAsync("heidi", "key-heidi");
        var second = await node.LogInAsync("heidi", "key-heidi");
        Assert.Equal(first.Session.Id, second.Session.Id);
        Assert.Null(await node.WhoseAsync(first.Token));
        Assert.Equal(second.Session.Id, (await node.WhoseAsync(second.Token))!.Value.Session);
        Assert.Equal(2, (await node.AskAsync(Commands.ListSessions, Nothing.Value, second)).Sessions.Count);
    }

    [Fact]
    public async Task Log_ins_at_once_with_one_key_are_one_session()
    {
        await using var node = new AccountsNode(database);
        await node.RegisterAsync("ivan");
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => node.LogInAsync("ivan", "key-ivan")));
        Assert.Single(all.Select(a => a.Session.Id).Distinct());
        Assert.Single(await Task.WhenAll(all.Select(a => node.WhoseAsync(a.Token))), a => a is not null);
    }

    [Fact]
    public async Task A_key_that_stood_for_another_log_in_is_a_conflict_but_only_for_who_knows_the_password()
    {
        await using var node = new AccountsNode(database);
        await node.RegisterAsync("judy");
        await node.RegisterAsync("karl");
        await node.LogInAsync("judy", "key-judy");
        Task<Problem> Refused(LogIn request) => node.RefusedAsync(Commands.LogIn, request, new() { Key = "key-judy" });
        Assert.Equal("key_conflict", (await Refused(new("judy", "judy's password", "tablet"))).Code);
        Assert.Equal("key_conflict", (await Refused(new("karl", "karl's password", "laptop"))).Code);
        Assert.Equal("bad_credentials", (await Refused(new("judy", "wrong password", "laptop"))).Code);
    }

    [Fact]
    public async Task A_key_whose_session_has_ended_opens_a_new_one()
    {
        await using var node = new AccountsNode(database);
        await node.RegisterAsync("lena");
        var first = await node.LogInAsync("lena", "key-lena");
        await node.AskAsync(Commands.LogOut, Nothing.Value, first);
        var second = await node.LogInAsync("lena", "key-lena");
        var third = await node.LogInAsync("lena", "key-lena");
        Assert.NotEqual(first.Session.Id, second.Session.Id);
        Assert.Equal(second.Session.Id, third.Session.Id);
    }

    [Fact]
    public async Task One_device_too_many_ends_the_one_unused_longest()
    {
        await using var node = new AccountsNode(database, AccountsNode.Quick with { SessionsPerUser = 3 });
        var first = await node.RegisterAsync("mia");
        var devices = new List<LoggedIn> { first };
        for (var i = 0; i < 3; i++)
        {
            node.Time.Advance(TimeSpan.FromMinutes(1));
            devices.Add(await node.LogInAsync("mia"));
        }

        Assert.Null(await node.WhoseAsync(first.Token));
        Assert.Equal([first.Session.Id], node.Revoked);
        Assert.Contains(await node.FactsAsync("accounts.sessions_ended"), f => f.Contains(first.Session.Id.ToString()));
        var left = (await node.AskAsync(Commands.ListSessions, Nothing.Value, devices[^1])).Sessions.Select(s => s.Id);
        Assert.Equal(devices.Skip(1).Select(d => d.Session.Id).Order(), left.Order());
    }

    [Fact]
    public async Task A_password_hashed_too_cheaply_is_hashed_anew_also_when_two_log_in_at_once()
    {
        await using (var before = new AccountsNode(database))
        {
            await before.RegisterAsync("nina");
        }

        await using var node = new AccountsNode(database, AccountsNode.Quick with { PasswordIterations = 2_000 });
        var formerly = await HashOfAsync(node, "nina");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => node.LogInAsync("nina")));
        var renewed = await HashOfAsync(node, "nina");
        Assert.NotEqual(formerly, renewed);
        await node.LogInAsync("nina");
        Assert.Equal(renewed, await HashOfAsync(node, "nina"));
    }

    [Fact]
    public async Task No_token_and_no_password_is_in_any_log_or_in_the_database()
    {
        await using var node = new AccountsNode(database, AccountsNode.Quick with { FailuresPerName = 1 });
        const string canary = "canary-7f3a-password";
        var first = await node.AskAsync(Commands.Register, new("olga", canary, "Olga"), new() { Key = "key-olga" });
        var second = await node.AskAsync(Commands.Register, new("olga", canary, "Olga"), new() { Key = "key-olga" });
        var third = await node.AskAsync(Commands.LogIn, new("olga", canary, "laptop"), new() { Key = "key-olga" });
        await node.WhoseAsync(third.Token);
        await node.WhoseAsync(first.Token);
        await node.AskAsync(Commands.ChangePassword, new(canary, canary + "2"), third);
        await node.RefusedAsync(Commands.LogIn, new("olga", canary + "3"));
        await node.RefusedAsync(Commands.LogIn, new("olga", canary + "3"));
        await node.AskAsync(Commands.LogOut, Nothing.Value, third);

        var stored = await database.ScalarAsync<string>("""
            SELECT concat((SELECT string_agg(u::text, '') FROM accounts.users u), (SELECT string_agg(s::text, '') FROM accounts.sessions s),
                (SELECT string_agg(k::text, '') FROM accounts.keys k), (SELECT string_agg(convert_from(payload, 'UTF8'), '') FROM platform.outbox))
            """);
        Assert.Contains("Log-ins from", node.Logs);
        Assert.All([canary, first.Token, second.Token, third.Token], secret =>
        {
            Assert.DoesNotContain(secret, node.Logs);
            Assert.DoesNotContain(secret, stored);
            // Nor in the form in which PostgreSQL prints bytes.
            Assert.DoesNotContain(Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(secret)), stored);
        });
    }

    static Actor From(int host) => new() { Address = $"198.51.100.{host}" };

    static async Task<string> HashOfAsync(AccountsNode node, string name)
    {
        await using var command = node.Database.CreateCommand("SELECT password_hash FROM accounts.users WHERE username = $1");
        command.Parameters.Add(new() { Value = name });
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
