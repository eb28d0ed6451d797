using Teahouse.Protocol;
using Teahouse.Testing;
using Teahouse.Tests.Accounts;
using Xunit;

namespace Teahouse.Tests.Contacts;

public sealed class RelationsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Who_may_write_first_is_for_the_recipient_to_say()
    {
        await using var node = Town.Open(database);
        var (alice, friend, stranger) = (await node.RegisterAsync("alice1"), await node.RegisterAsync("bob1"), await node.RegisterAsync("eve1"));
        await node.BefriendAsync(alice, friend);
        foreach (var (setting, byFriend, byStranger) in new[]
        {
            ("everyone", true, true), ("contacts", true, false), ("nobody", false, false),
        })
        {
            await node.AskAsync(Commands.UpdateSettings, new(Strangers: setting), alice);
            Assert.Equal(byFriend, await MayWriteAsync(node, friend, alice));
            Assert.Equal(byStranger, await MayWriteAsync(node, stranger, alice));

            // Whom one has written to may answer.
            Assert.True(await MayWriteAsync(node, stranger, alice, answered: true));
            Assert.True(await MayWriteAsync(node, alice, stranger));
            Assert.True(await MayWriteAsync(node, alice, alice));
        }

        Assert.False(await node.Relations().MayWriteAsync(alice.User.Id, Ids.New(), true, Town.Stop));
    }

    [Fact]
    public async Task While_one_has_blocked_the_other_neither_may_write()
    {
        await using var node = Town.Open(database);
        var (alice, bob) = (await node.RegisterAsync("alice2"), await node.RegisterAsync("bob2"));
        await node.BefriendAsync(alice, bob);
        await node.BlockAsync(alice, bob);
        foreach (var answered in new[] { false, true })
        {
            Assert.False(await MayWriteAsync(node, alice, bob, answered));
            Assert.False(await MayWriteAsync(node, bob, alice, answered));
        }

        await node.BlockAsync(bob, alice);
        await node.AskAsync(Commands.Unblock, new(bob.User.Id), alice);
        Assert.False(await MayWriteAsync(node, bob, alice));
        await node.AskAsync(Commands.Unblock, new(alice.User.Id), bob);
        Assert.True(await MayWriteAsync(node, bob, alice));
    }

    [Fact]
    public async Task Nobody_may_write_to_an_account_that_is_closed()
    {
        await using var node = Town.Open(database);
        var (alice, bob) = (await node.RegisterAsync("alice3"), await node.RegisterAsync("bob3"));
        await node.BefriendAsync(alice, bob);
        await node.AskAsync(Commands.Deactivate, new("alice3's password"), alice);
        Assert.False(await MayWriteAsync(node, bob, alice, answered: true));
        Assert.Empty(await node.Relations().PresenceVisibleAsync(bob.User.Id, [alice.User.Id], Town.Stop));
        Assert.Empty(await node.Relations().MayAddAsync(bob.User.Id, [alice.User.Id], Town.Stop));
    }

    [Fact]
    public async Task Of_many_those_are_named_who_may_be_added_in_the_order_given()
    {
        await using var node = Town.Open(database);
        var alice = await node.RegisterAsync("alice4");
        var (open, friend, closed, blocked) =
            (await node.RegisterAsync("bob4"), await node.RegisterAsync("carol4"), await node.RegisterAsync("dora4"), await node.RegisterAsync("erin4"));
        await node.BefriendAsync(alice, friend);
        await node.BlockAsync(blocked, alice);
        await node.AskAsync(Commands.UpdateSettings, new(Strangers: "contacts"), friend);
        await node.AskAsync(Commands.UpdateSettings, new(Strangers: "contacts"), closed);
        Guid[] all = [friend.User.Id, closed.User.Id, Ids.New(), blocked.User.Id, alice.User.Id, open.User.Id, friend.User.Id];
        Assert.Equal(
            [friend.User.Id, alice.User.Id, open.User.Id], await node.Relations().MayAddAsync(alice.User.Id, all, Town.Stop));
        Assert.Empty(await node.Relations().MayAddAsync(alice.User.Id, [], Town.Stop));
    }

    [Fact]
    public async Task Presence_and_last_seen_are_shown_to_those_for_whom_they_are()
    {
        await using var node = Town.Open(database);
        var (alice, friend, stranger, blocked) =
            (await node.RegisterAsync("alice5"), await node.RegisterAsync("bob5"), await node.RegisterAsync("carol5"), await node.RegisterAsync("dora5"));
        await node.BefriendAsync(alice, friend);
        await node.BlockAsync(alice, blocked);
        async Task ExpectAsync(LoggedIn viewer, bool online, bool lastSeen)
        {
            var relations = node.Relations();
            Assert.Equal(online, (await relations.PresenceVisibleAsync(viewer.User.Id, [alice.User.Id], Town.Stop)).Count == 1);
            Assert.Equal(lastSeen, (await relations.LastSeenVisibleAsync(viewer.User.Id, [alice.User.Id], Town.Stop)).Count == 1);
        }

        await ExpectAsync(stranger, true, true);
        await ExpectAsync(blocked, false, false);
        await node.AskAsync(Commands.UpdateSettings, new(LastSeen: "nobody", Online: "contacts"), alice);
        await ExpectAsync(friend, true, false);
        await ExpectAsync(stranger, false, false);
        await ExpectAsync(alice, true, true);
        await node.AskAsync(Commands.UpdateSettings, new(LastSeen: "contacts", Online: "nobody"), alice);
        await ExpectAsync(friend, false, true);
        await ExpectAsync(stranger, false, false);
        Assert.Equal(
            [stranger.User.Id, friend.User.Id],
            await node.Relations().PresenceVisibleAsync(alice.User.Id, [stranger.User.Id, blocked.User.Id, friend.User.Id], Town.Stop));
    }

    [Fact]
    public async Task Those_who_send_no_read_receipts_are_named()
    {
        await using var node = Town.Open(database);
        var (alice, bob) = (await node.RegisterAsync("alice6"), await node.RegisterAsync("bob6"));
        await node.AskAsync(Commands.UpdateSettings, new(ReadReceipts: false), bob);
        Assert.Equal([bob.User.Id], await node.Relations().WithoutReadReceiptsAsync([alice.User.Id, bob.User.Id, Ids.New()], Town.Stop));
        Assert.Empty(await node.Relations().WithoutReadReceiptsAsync([], Town.Stop));
    }

    static ValueTask<bool> MayWriteAsync(AccountsNode node, LoggedIn sender, LoggedIn recipient, bool answered = false) =>
        node.Relations().MayWriteAsync(sender.User.Id, recipient.User.Id, answered, Town.Stop);
}
