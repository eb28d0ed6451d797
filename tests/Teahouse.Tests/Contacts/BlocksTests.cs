using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Contacts;

public sealed class BlocksTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Alice_blocks_Bob_and_nothing_that_he_sees_changes()
    {
        await using var node = Town.Open(database);
        var (alice, bob) = (await node.RegisterAsync("alice1"), await node.RegisterAsync("bob1"));
        await node.BefriendAsync(alice, bob);
        var (version, told) = (await node.VersionAsync(bob), node.Told(bob.User.Id).Count);
        await node.BlockAsync(alice, bob);
        await node.BlockAsync(alice, bob);
        Assert.Equal([bob.User], (await node.AskAsync(Commands.ListBlocks, Nothing.Value, alice)).Users);
        Assert.Equal(new ChangedUpdate(4), node.Told(alice.User.Id)[^1]);
        Assert.Equal(2, await node.RelationsChangedAsync(alice, bob));

        Assert.Empty((await node.AskAsync(Commands.ListBlocks, Nothing.Value, bob)).Users);
        Assert.Equal([alice.User.Id], await node.FriendsAsync(bob));
        Assert.Equal((version, told), (await node.VersionAsync(bob), node.Told(bob.User.Id).Count));

        await node.AskAsync(Commands.Unblock, new(bob.User.Id), alice);
        await node.AskAsync(Commands.Unblock, new(bob.User.Id), alice);
        Assert.Empty((await node.AskAsync(Commands.ListBlocks, Nothing.Value, alice)).Users);
        Assert.Equal([bob.User.Id], await node.FriendsAsync(alice));
        Assert.Equal(5, await node.VersionAsync(alice));
        Assert.Equal(3, await node.RelationsChangedAsync(alice, bob));
    }

    [Fact]
    public async Task A_block_answers_the_requests_between_the_two()
    {
        await using var node = Town.Open(database);
        var (alice, bob, carol) = (await node.RegisterAsync("alice2"), await node.RegisterAsync("bob2"), await node.RegisterAsync("carol2"));
        var asked = await node.AskAsync(Commands.RequestContact, new(alice.User.Id), bob);
        await node.AskAsync(Commands.RequestContact, new(carol.User.Id), alice);
        await node.BlockAsync(alice, bob);
        await node.BlockAsync(alice, carol);
        Assert.Empty(await node.RequestsAsync(alice));
        Assert.Empty(await node.RequestsAsync(carol));
        Assert.Equal([asked], await node.RequestsAsync(bob));
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.AnswerContactRequest, new(bob.User.Id, true), alice)).Code);
    }

    [Fact]
    public async Task Nobody_blocks_themselves_or_somebody_who_never_was()
    {
        await using var node = Town.Open(database);
        var alice = await node.RegisterAsync("alice3");
        Assert.Equal("invalid_field", (await node.RefusedAsync(Commands.Block, new(alice.User.Id), alice)).Code);
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.Block, new(Ids.New()), alice)).Code);
        await node.AskAsync(Commands.Unblock, new(Ids.New()), alice);
        Assert.Equal(1, await node.VersionAsync(alice));
    }

    [Fact]
    public async Task The_last_place_of_the_list_is_given_once()
    {
        await using var node = Town.Open(database);
        var alice = await node.RegisterAsync("alice4");
        await database.ExecuteAsync($"""
            INSERT INTO contacts.blocks (user_id, blocked_id, created_at)
            SELECT '{alice.User.Id}', gen_random_uuid(), now() FROM generate_series(1, 999)
            """);
        var others = new List<LoggedIn>();
        for (var i = 0; i < 4; i++)
        {
            others.Add(await node.RegisterAsync($"other4{i}"));
        }

        var replies = await Task.WhenAll(others.Select(o => node.TryAsync(Commands.Block, new(o.User.Id), alice).AsTask()));
        Assert.Equal([204, 422, 422, 422], replies.Select(r => r.Status).Order());
    }
}
