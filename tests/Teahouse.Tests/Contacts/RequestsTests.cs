using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Contacts;

public sealed class RequestsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Alice_asks_Bob_with_a_greeting_and_they_are_friends_once_he_accepts()
    {
        await using var node = Town.Open(database);
        var (alice, bob) = (await node.RegisterAsync("alice1"), await node.RegisterAsync("bob1"));
        var now = node.Time.GetUtcNow();
        var asked = await node.AskAsync(Commands.RequestContact, new(bob.User.Id, " It's me,\nAlice "), alice);
        Assert.Equal(new ContactRequest(bob.User.Id, false, now, "It's me,\nAlice"), asked);
        Assert.Equal([asked], await node.RequestsAsync(alice));
        var seen = await node.AskAsync(Commands.ListContactRequests, Nothing.Value, bob);
        Assert.Equal([asked with { UserId = alice.User.Id, Incoming = true }], seen.Requests);
        Assert.Equal([alice.User], seen.Users);
        Assert.Equal([new ChangedUpdate(2)], node.Told(bob.User.Id));
        Assert.Empty(await node.FriendsAsync(bob));

        node.Time.Advance(TimeSpan.FromMinutes(1));
        await node.AskAsync(Commands.AnswerContactRequest, new(alice.User.Id, true), bob);
        var list = await node.AskAsync(Commands.ListContacts, new(), alice);
        Assert.Equal([new Contact(bob.User.Id, now.AddMinutes(1))], list.Contacts);
        Assert.Equal(bob.User, Assert.Single(list.Users));
        Assert.Equal(3, list.Version);
        Assert.Equal([alice.User.Id], await node.FriendsAsync(bob));
        Assert.Empty(await node.RequestsAsync(alice));
        Assert.Empty(await node.RequestsAsync(bob));
        Assert.Equal([new ChangedUpdate(2), new ChangedUpdate(3)], node.Told(alice.User.Id));
        Assert.Equal([new ChangedUpdate(2), new ChangedUpdate(3)], node.Told(bob.User.Id));
        Assert.Equal(1, await node.RelationsChangedAsync(alice, bob));

        // Whoever accepts once more has what they asked for; who asks is told.
        await node.AskAsync(Commands.AnswerContactRequest, new(alice.User.Id, true), bob);
        Assert.Equal("already_contact", (await node.RefusedAsync(Commands.RequestContact, new(bob.User.Id), alice)).Code);
        Assert.Equal(3, await node.VersionAsync(bob));
    }

    [Fact]
    public async Task To_ask_somebody_who_has_asked_first_accepts()
    {
        await using var node = Town.Open(database);
        var (alice, bob) = (await node.RegisterAsync("alice2"), await node.RegisterAsync("bob2"));
        await node.AskAsync(Commands.RequestContact, new(bob.User.Id, "tea?"), alice);
        var accepted = await node.AskAsync(Commands.RequestContact, new(alice.User.Id, "never read"), bob);
        Assert.Equal((alice.User.Id, true, "tea?"), (accepted.UserId, accepted.Incoming, accepted.Greeting));
        Assert.Equal([bob.User.Id], await node.FriendsAsync(alice));
        Assert.Equal([alice.User.Id], await node.FriendsAsync(bob));
        Assert.Empty(await node.RequestsAsync(alice));
    }

    [Fact]
    public async Task To_ask_twice_is_one_request_with_the_last_greeting()
    {
        await using var node = Town.Open(database);
        var (alice, bob) = (await node.RegisterAsync("alice3"), await node.RegisterAsync("bob3"));
        var first = await node.AskAsync(Commands.RequestContact, new(bob.User.Id, "tea?"), alice);
        node.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(first, await node.AskAsync(Commands.RequestContact, new(bob.User.Id, "tea?"), alice));
        Assert.Equal(2, await node.VersionAsync(bob));
        Assert.Equal(first with { Greeting = "cake?" }, await node.AskAsync(Commands.RequestContact, new(bob.User.Id, "cake?"), alice));
        Assert.Equal("cake?", Assert.Single(await node.RequestsAsync(bob)).Greeting);
    }

    [Fact]
    public async Task Bob_refuses_without_a_word_and_is_not_asked_again_for_a_while()
    {
        await using var node = Town.Open(database);
        var (alice, bob) = (await node.RegisterAsync("alice4"), await node.RegisterAsync("bob4"));
        var asked = await node.AskAsync(Commands.RequestContact, new(bob.User.Id, "tea?"), alice);
        await node.AskAsync(Commands.AnswerContactRequest, new(alice.User.Id, false), bob);
        await node.AskAsync(Commands.AnswerContactRequest, new(alice.User.Id, false), bob);
        Assert.Empty(await node.RequestsAsync(bob));
        Assert.Equal([asked], await node.RequestsAsync(alice));
        Assert.Equal([new ChangedUpdate(2)], node.Told(alice.User.Id));
        Assert.Equal(3, await node.VersionAsync(bob));

        // Whatever Alice does looks to her as it would if Bob had not answered, and reaches nobody.
        await node.AskAsync(Commands.RequestContact, new(bob.User.Id, "please"), alice);
        await node.AskAsync(Commands.WithdrawContactRequest, new(bob.User.Id), alice);
        Assert.Empty(await node.RequestsAsync(alice));
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.WithdrawContactRequest, new(bob.User.Id), alice)).Code);
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.AnswerContactRequest, new(alice.User.Id, true), bob)).Code);
        await node.AskAsync(Commands.RequestContact, new(bob.User.Id, "pretty please"), alice);
        Assert.Single(await node.RequestsAsync(alice));
        Assert.Empty(await node.RequestsAsync(bob));
        Assert.Equal(3, await node.VersionAsync(bob));

        node.Time.Advance(TimeSpan.FromDays(30));
        await node.AskAsync(Commands.RequestContact, new(bob.User.Id, "pretty please"), alice);
        Assert.Equal("pretty please", Assert.Single(await node.RequestsAsync(bob)).Greeting);
        await node.AskAsync(Commands.AnswerContactRequest, new(alice.User.Id, false), bob);

        // Bob changes his mind.
        await node.AskAsync(Commands.RequestContact, new(alice.User.Id), bob);
        Assert.Equal([bob.User.Id], await node.FriendsAsync(alice));
    }

    [Fact]
    public async Task Alice_takes_her_request_back()
    {
        await using var node = Town.Open(database);
        var (alice, bob) = (await node.RegisterAsync("alice5"), await node.RegisterAsync("bob5"));
        await node.AskAsync(Commands.RequestContact, new(bob.User.Id), alice);
        await node.AskAsync(Commands.WithdrawContactRequest, new(bob.User.Id), alice);
        Assert.Empty(await node.RequestsAsync(alice));
        Assert.Empty(await node.RequestsAsync(bob));
        Assert.Equal(3, await node.VersionAsync(bob));
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.AnswerContactRequest, new(alice.User.Id, true), bob)).Code);
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.AnswerContactRequest, new(alice.User.Id, false), bob)).Code);
    }

    [Fact]
    public async Task Who_has_blocked_who_takes_nobody_and_who_has_gone_refuse_in_the_same_words()
    {
        await using var node = Town.Open(database);
        var alice = await node.RegisterAsync("alice6");
        var (blocking, closed, gone) = (await node.RegisterAsync("bob6"), await node.RegisterAsync("carol6"), await node.RegisterAsync("dora6"));
        await node.BlockAsync(blocking, alice);
        await node.AskAsync(Commands.UpdateSettings, new(Strangers: "nobody"), closed);
        await node.AskAsync(Commands.Deactivate, new("dora6's password"), gone);
        var problems = new List<Problem>();
        foreach (var who in new[] { blocking, closed, gone })
        {
            problems.Add(await node.RefusedAsync(Commands.RequestContact, new(who.User.Id, "tea?"), alice));
        }

        Assert.Equal("not_accepted", problems[0].Code);
        Assert.Single(problems.Distinct());
        Assert.Empty(await node.RequestsAsync(alice));

        // Who takes nobody can ask, and is then accepted.
        await node.BefriendAsync(closed, alice);
        Assert.Equal([closed.User.Id], await node.FriendsAsync(alice));
    }

    [Fact]
    public async Task What_is_no_request_is_refused_and_does_nothing()
    {
        await using var node = Town.Open(database);
        var (alice, bob) = (await node.RegisterAsync("alice7"), await node.RegisterAsync("bob7"));
        Assert.Equal("invalid_field", (await node.RefusedAsync(Commands.RequestContact, new(alice.User.Id), alice)).Code);
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.RequestContact, new(Ids.New()), alice)).Code);
        foreach (var greeting in new[] { new string('x', 201), "\u202etea", "be\u0007ll" })
        {
            Assert.Equal("invalid_field", (await node.RefusedAsync(Commands.RequestContact, new(bob.User.Id, greeting), alice)).Code);
        }

        Assert.Equal("not_found", (await node.RefusedAsync(Commands.AnswerContactRequest, new(bob.User.Id, true), alice)).Code);
        Assert.Empty(await node.RequestsAsync(alice));
        Assert.Equal(1, await node.VersionAsync(alice));
    }

    [Fact]
    public async Task There_are_no_more_requests_and_friends_than_there_may_be()
    {
        await using var node = Town.Open(database);
        var (alice, bob, carol) = (await node.RegisterAsync("alice8"), await node.RegisterAsync("bob8"), await node.RegisterAsync("carol8"));
        await database.ExecuteAsync($"""
            INSERT INTO contacts.requests (from_id, to_id, created_at) SELECT '{alice.User.Id}', gen_random_uuid(), now() FROM generate_series(1, 499);
            INSERT INTO contacts.requests (from_id, to_id, created_at) SELECT gen_random_uuid(), '{carol.User.Id}', now() FROM generate_series(1, 500);
            """);
        Assert.Equal("not_accepted", (await node.RefusedAsync(Commands.RequestContact, new(carol.User.Id), alice)).Code);

        // The last place is asked for from many devices at once.
        var others = new List<LoggedIn>();
        for (var i = 0; i < 4; i++)
        {
            others.Add(await node.RegisterAsync($"other8{i}"));
        }

        var replies = await Task.WhenAll(others.Select(o => node.TryAsync(Commands.RequestContact, new(o.User.Id), alice).AsTask()));
        Assert.Equal(1, replies.Count(r => r.Status == 200));
        Assert.Equal(3, replies.Count(r => r.Status == 422));
        Assert.Equal(500, (await node.RequestsAsync(alice)).Count);

        await database.ExecuteAsync($"""
            INSERT INTO contacts.contacts (user_id, contact_id, since)
            SELECT '{bob.User.Id}', gen_random_uuid(), now() FROM generate_series(1, 10000)
            """);
        await node.AskAsync(Commands.RequestContact, new(others[0].User.Id), bob);
        Assert.Equal("too_many", (await node.RefusedAsync(Commands.RequestContact, new(bob.User.Id), others[0])).Code);
        Assert.Equal("too_many", (await node.RefusedAsync(Commands.AnswerContactRequest, new(bob.User.Id, true), others[0])).Code);
    }

    [Fact]
    public async Task Two_who_ask_each_other_at_once_become_friends_once()
    {
        await using var node = Town.Open(database);
        for (var round = 0; round < 15; round++)
        {
            var (alice, bob) = (await node.RegisterAsync($"alice9{round}"), await node.RegisterAsync($"bob9{round}"));
            await Task.WhenAll(
                node.TryAsync(Commands.RequestContact, new(bob.User.Id), alice).AsTask(),
                node.TryAsync(Commands.RequestContact, new(alice.User.Id), bob).AsTask(),
                node.TryAsync(Commands.RequestContact, new(bob.User.Id), alice).AsTask(),
                node.TryAsync(Commands.RequestContact, new(alice.User.Id), bob).AsTask());
            Assert.Equal([bob.User.Id], await node.FriendsAsync(alice));
            Assert.Equal([alice.User.Id], await node.FriendsAsync(bob));
            Assert.Empty(await node.RequestsAsync(alice));
            Assert.Empty(await node.RequestsAsync(bob));
            Assert.Equal(1, await node.RelationsChangedAsync(alice, bob));
        }
    }

    [Fact]
    public async Task What_two_do_at_once_from_all_their_devices_leaves_both_with_the_same_picture()
    {
        await using var node = Town.Open(database);
        for (var round = 0; round < 15; round++)
        {
            var (alice, bob) = (await node.RegisterAsync($"alice10{round}"), await node.RegisterAsync($"bob10{round}"));
            await node.AskAsync(Commands.RequestContact, new(bob.User.Id), alice);
            var replies = await Task.WhenAll(
                node.TryAsync(Commands.WithdrawContactRequest, new(bob.User.Id), alice).AsTask(),
                node.TryAsync(Commands.AnswerContactRequest, new(alice.User.Id, true), bob).AsTask(),
                node.TryAsync(Commands.DeleteContact, new(alice.User.Id), bob).AsTask(),
                node.TryAsync(Commands.RequestContact, new(alice.User.Id), bob).AsTask(),
                node.TryAsync(Commands.Block, new(bob.User.Id), alice).AsTask());
            Assert.All(replies, r => Assert.InRange(r.Status, 200, 499));
            Assert.Equal((await node.FriendsAsync(alice)).Contains(bob.User.Id), (await node.FriendsAsync(bob)).Contains(alice.User.Id));
            Assert.False(await node.Relations().MayWriteAsync(bob.User.Id, alice.User.Id, false, Town.Stop));
            Assert.DoesNotContain(await node.RequestsAsync(alice), r => r.Incoming);
        }
    }
}
