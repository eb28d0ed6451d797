using Teahouse.Protocol;
using Teahouse.Testing;
using Teahouse.Tests.Contracts;
using Xunit;

namespace Teahouse.Tests.Contacts;

public sealed class FriendsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Alice_files_Bob_as_she_likes_and_he_learns_nothing_of_it()
    {
        await using var node = Town.Open(database);
        var (alice, bob) = (await node.RegisterAsync("alice1"), await node.RegisterAsync("bob1"));
        await node.BefriendAsync(alice, bob);
        var filed = await node.AskAsync(Commands.UpdateContact, new(bob.User.Id, " Bobby ", ["tea", " work", "tea"], true), alice);
        Assert.Equal(("Bobby", true), (filed.Remark, filed.Favourite));
        Assert.Equal(["tea", "work"], filed.Tags!);
        Assert.Equal(new ChangedUpdate(4), node.Told(alice.User.Id)[^1]);
        Assert.Equal(3, await node.VersionAsync(bob));

        // What is not named stays; what is the same is told to nobody; what is empty goes.
        var again = await node.AskAsync(Commands.UpdateContact, new(bob.User.Id, "Bobby"), alice);
        Assert.Equal(["tea", "work"], again.Tags!);
        Assert.True(again.Favourite);
        Assert.Equal(4, await node.VersionAsync(alice));
        var plain = await node.AskAsync(Commands.UpdateContact, new(bob.User.Id, "", [], false), alice);
        Assert.Equal(new Contact(bob.User.Id, filed.Since), plain);
        Assert.Equal([plain], (await node.AskAsync(Commands.ListContacts, new(), alice)).Contacts);
    }

    [Fact]
    public async Task A_filing_that_is_none_is_refused_and_changes_nothing()
    {
        await using var node = Town.Open(database);
        var (alice, bob, eve) = (await node.RegisterAsync("alice2"), await node.RegisterAsync("bob2"), await node.RegisterAsync("eve2"));
        await node.BefriendAsync(alice, bob);
        UpdateContact[] wrong =
        [
            new(bob.User.Id, new string('x', 65)), new(bob.User.Id, "\u2067"), new(bob.User.Id, Tags: [" "]),
            new(bob.User.Id, Tags: [new string('x', 33)]), new(bob.User.Id, Tags: [.. Enumerable.Range(0, 11).Select(i => $"{i}")]),
        ];
        foreach (var request in wrong)
        {
            Assert.Equal("invalid_field", (await node.RefusedAsync(Commands.UpdateContact, request, alice)).Code);
        }

        Assert.Equal("not_found", (await node.RefusedAsync(Commands.UpdateContact, new(eve.User.Id, "Evie"), alice)).Code);
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.UpdateContact, new(bob.User.Id, "Bobby"), eve)).Code);
        Assert.Equal(3, await node.VersionAsync(alice));
        Assert.Equal(1, await node.VersionAsync(eve));
    }

    [Fact]
    public async Task Alice_ends_the_friendship_for_both()
    {
        await using var node = Town.Open(database);
        var (alice, bob) = (await node.RegisterAsync("alice3"), await node.RegisterAsync("bob3"));
        await node.BefriendAsync(alice, bob);
        await node.AskAsync(Commands.UpdateContact, new(alice.User.Id, "Ally"), bob);
        await node.AskAsync(Commands.DeleteContact, new(bob.User.Id), alice);
        Assert.Empty(await node.FriendsAsync(alice));
        Assert.Empty(await node.FriendsAsync(bob));
        Assert.Equal(new ChangedUpdate(5), node.Told(bob.User.Id)[^1]);
        Assert.Equal(2, await node.RelationsChangedAsync(alice, bob));
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.DeleteContact, new(alice.User.Id), bob)).Code);

        // Friends again, they begin with nothing filed.
        await node.BefriendAsync(bob, alice);
        Assert.Null((await node.AskAsync(Commands.ListContacts, new(), bob)).Contacts[0].Remark);
    }

    [Fact]
    public async Task Somebody_with_many_friends_lists_them_page_by_page()
    {
        await using var node = Town.Open(database);
        var alice = await node.RegisterAsync("alice4");
        await database.ExecuteAsync($"""
            INSERT INTO contacts.contacts (user_id, contact_id, since)
            SELECT '{alice.User.Id}', gen_random_uuid(), now() FROM generate_series(1, 2000)
            """);
        var listed = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await node.AskAsync(Commands.ListContacts, new(cursor), alice);
            Assert.True(page.Contacts.Count <= 1_000);
            listed.AddRange(page.Contacts.Select(c => c.UserId));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(2_000, listed.Distinct().Count());
        Assert.Equal(2_000, listed.Count);
        Assert.Equal("bad_cursor", (await node.RefusedAsync(Commands.ListContacts, new("nonsense"), alice)).Code);
    }

    [Fact]
    public async Task A_friend_who_has_closed_their_account_stays_in_the_list_as_such_and_their_requests_go()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await Someone.RegisterAsync(server, "alice");
        var bob = await Someone.RegisterAsync(server, "bob");
        var carol = await Someone.RegisterAsync(server, "carol");
        var dora = await Someone.RegisterAsync(server, "dora");
        await alice.AskAsync(Commands.RequestContact, new(bob.Id));
        await bob.AskAsync(Commands.RequestContact, new(alice.Id));
        await bob.AskAsync(Commands.RequestContact, new(carol.Id));
        await dora.AskAsync(Commands.RequestContact, new(bob.Id));

        await bob.AskAsync(Commands.Deactivate, new(bob.Password));
        await Eventually.True("Carol and Dora are asked and ask no more", async () =>
            (await carol.AskAsync(Commands.ListContactRequests, Nothing.Value)).Requests.Count == 0
            && (await dora.AskAsync(Commands.ListContactRequests, Nothing.Value)).Requests.Count == 0);
        var list = await alice.AskAsync(Commands.ListContacts, new());
        Assert.Equal(bob.Id, Assert.Single(list.Contacts).UserId);
        Assert.True(Assert.Single(list.Users).Deactivated);
    }
}
