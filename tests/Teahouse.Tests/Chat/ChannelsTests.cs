using Microsoft.Extensions.DependencyInjection;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Workspaces;
using Teahouse.Testing;
using Teahouse.Tests.Contracts;
using Teahouse.Tests.Workspaces;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>Channels of workspaces: who opens, finds and joins them, and who is in them no longer.</summary>
public sealed class ChannelsTests(TestServer server) : IClassFixture<TestServer>
{
    static int _count;

    [Fact]
    public async Task Alice_opens_a_channel_that_Bob_finds_by_a_part_of_its_name_and_joins()
    {
        var (alice, bob) = (await NewAsync("alice"), await NewAsync("bob"));
        var workspace = await alice.OpensAsync("Found", bob);
        var green = await OpenAsync(alice, workspace.Id, "Green tea");
        await OpenAsync(alice, workspace.Id, "Black tea");
        await OpenAsync(alice, workspace.Id, "Biscuits", isPublic: false);

        Assert.Equal(["Black tea", "Green tea"], await NamesAsync(bob, workspace.Id));
        Assert.Equal(["Biscuits", "Black tea", "Green tea"], await NamesAsync(alice, workspace.Id));
        var found = Assert.Single((await bob.AskAsync(Commands.ListChannels, new(workspace.Id, "GREEN"))).Channels);
        Assert.Equal((green.Id, 1, false), (found.Id, found.MemberCount, found.Member));

        var joined = await bob.AskAsync(Commands.JoinConversation, new(green.Id));
        Assert.Equal(("channel", workspace.Id, "member"), (joined.Kind, joined.Info!.WorkspaceId, joined.Role));
        found = Assert.Single((await bob.AskAsync(Commands.ListChannels, new(workspace.Id, "green"))).Channels);
        Assert.Equal((2, true), (found.MemberCount, found.Member));
    }

    [Fact]
    public async Task The_list_comes_page_by_page_and_shows_archived_channels_when_asked_to()
    {
        var alice = await NewAsync("alice");
        var workspace = await alice.OpensAsync("Pages");
        var all = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            all.Add((await OpenAsync(alice, workspace.Id, $"Channel {(char)('e' - i)}")).Info!.Name!);
        }

        var (names, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await alice.AskAsync(Commands.ListChannels, new(workspace.Id, Cursor: cursor, Limit: 2));
            names.AddRange(page.Channels.Select(c => c.Info.Name!));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(all.OrderBy(n => n), names);

        var last = (await alice.AskAsync(Commands.ListChannels, new(workspace.Id, "channel a"))).Channels[0].Id;
        await alice.AskAsync(Commands.UpdateConversation, new(last, Archived: true));
        Assert.DoesNotContain("Channel a", await NamesAsync(alice, workspace.Id));
        Assert.Contains((await alice.AskAsync(Commands.ListChannels, new(workspace.Id, Archived: true))).Channels, c => c.Info.Archived);
        await alice.RefusesAsync(Refusals.BadCursor, Commands.ListChannels, new(workspace.Id, Cursor: "?"));
    }

    [Fact]
    public async Task A_stranger_to_the_workspace_sees_no_channel_joins_none_and_opens_none()
    {
        var (alice, eve) = (await NewAsync("alice"), await NewAsync("eve"));
        var workspace = await alice.OpensAsync("Closed");
        var channel = await OpenAsync(alice, workspace.Id, "Open to members");
        var invite = await alice.AskAsync(Commands.CreateInvite, new(channel.Id));
        await eve.RefusesAsync(Refusals.NotFound, Commands.ListChannels, new(workspace.Id));
        await eve.RefusesAsync(Refusals.NotFound, Commands.JoinConversation, new(channel.Id));
        await eve.RefusesAsync(Refusals.NotFound, Commands.GetConversation, new(channel.Id));
        await eve.RefusesAsync(Refusals.NotFound, Commands.LookAtInvite, new(invite.Code));
        await eve.RefusesAsync(Refusals.NotFound, Commands.AcceptInvite, new(invite.Code));
        await eve.RefusesAsync(Refusals.NotFound, Commands.CreateConversation, Channel(workspace.Id, "Eve's"));
        await alice.RefusesAsync(Refusals.NotAccepted, Commands.AddMembers, new(channel.Id, [eve.Id]));
        await alice.RefusesAsync(Refusals.NotAllowed, Commands.CreateConversation, Channel(workspace.Id, "With Eve") with { MemberIds = [eve.Id] });
        Assert.Equal(1, (await alice.AskAsync(Commands.GetConversation, new(channel.Id))).MemberCount);
    }

    [Fact]
    public async Task A_private_channel_is_joined_by_being_added_alone()
    {
        var (alice, bob) = (await NewAsync("alice"), await NewAsync("bob"));
        var workspace = await alice.OpensAsync("Private", bob);
        var channel = await OpenAsync(alice, workspace.Id, "Secret", isPublic: false);
        await bob.RefusesAsync(Refusals.NotFound, Commands.JoinConversation, new(channel.Id));
        Assert.Equal([bob.Id], (await alice.AskAsync(Commands.AddMembers, new(channel.Id, [bob.Id]))).Added);
        Assert.Equal(["Secret"], await NamesAsync(bob, workspace.Id));
    }

    [Fact]
    public async Task Two_channels_of_a_workspace_never_have_one_name_however_many_try_at_once()
    {
        var (alice, bob) = (await NewAsync("alice"), await NewAsync("bob"));
        var workspace = await alice.OpensAsync("One name", bob);
        var outcomes = await Task.WhenAll(new[] { alice, bob, alice, bob, alice, bob }.Select((who, i) =>
            Outcome.OfAsync(() => OpenAsync(who, workspace.Id, i % 2 == 0 ? "Tea" : "TEA"))));
        Assert.Equal([.. Enumerable.Repeat(Refusals.NameTaken.Code, 5), "ok"], outcomes.OrderBy(o => o));

        var other = await OpenAsync(alice, workspace.Id, "Coffee");
        await alice.RefusesAsync(Refusals.NameTaken, Commands.UpdateConversation, new(other.Id, Name: "ｔｅａ"));
        await alice.AskAsync(Commands.UpdateConversation, new(other.Id, Name: "Cocoa"));
        await OpenAsync(bob, workspace.Id, "coffee");
        await OpenAsync(alice, (await alice.OpensAsync("Elsewhere")).Id, "Tea");
    }

    [Fact]
    public async Task A_name_that_was_refused_to_one_is_free_for_another()
    {
        var (alice, bob) = (await NewAsync("alice"), await NewAsync("bob"));
        var workspace = await alice.OpensAsync("Freed", bob);
        var channel = await OpenAsync(alice, workspace.Id, "First");
        await alice.AskAsync(Commands.UpdateConversation, new(channel.Id, Archived: true));
        await alice.RefusesAsync(Refusals.Archived, Commands.UpdateConversation, new(channel.Id, Name: "Second"));
        await alice.RefusesAsync(Refusals.NotFound, Commands.CreateConversation,
            Channel(workspace.Id, "Third") with { MemberIds = [Ids.New()], WorkspaceId = null });
        await OpenAsync(bob, workspace.Id, "Second");
        await bob.RefusesAsync(Refusals.NameTaken, Commands.CreateConversation, Channel(workspace.Id, "First"));
    }

    [Fact]
    public async Task Only_admins_open_channels_where_the_workspace_wants_it_so()
    {
        var (alice, bob) = (await NewAsync("alice"), await NewAsync("bob"));
        var workspace = await alice.OpensAsync("By admins", bob);
        await alice.AskAsync(Commands.UpdateWorkspace, new(workspace.Id, Channels: "admins"));
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.CreateConversation, Channel(workspace.Id, "Bob's"));
        await alice.GivesAsync(workspace.Id, bob, "admin");
        await OpenAsync(bob, workspace.Id, "Bob's");
    }

    [Fact]
    public async Task A_channel_without_a_workspace_is_opened_in_the_public_one_which_everybody_sees()
    {
        var (alice, bob) = (await NewAsync("alice"), await NewAsync("bob"));
        var name = $"Square {alice.Username}";
        var channel = await alice.AskAsync(Commands.CreateConversation, new("channel", [], name, Public: true));
        var everybody = (await bob.AskAsync(Commands.ListWorkspaces, Nothing.Value)).Workspaces[0].Id;
        Assert.Equal(everybody, channel.Info!.WorkspaceId);
        Assert.Equal([name], await NamesAsync(bob, everybody, name));
        Assert.Equal("member", (await bob.AskAsync(Commands.JoinConversation, new(channel.Id))).Role);
    }

    [Fact]
    public async Task Who_joins_a_workspace_finds_themselves_in_its_default_channels()
    {
        var (alice, bob, carol) = (await NewAsync("alice"), await NewAsync("bob"), await NewAsync("carol"));
        var workspace = await alice.OpensAsync("Defaults", bob);
        var channel = await OpenAsync(alice, workspace.Id, "Welcome");
        var own = await OpenAsync(bob, workspace.Id, "Bob's corner");
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.UpdateConversation, new(own.Id, Default: true));
        await alice.AskAsync(Commands.UpdateConversation, new(channel.Id, Default: true));
        await alice.RefusesAsync(Refusals.InvalidField, Commands.UpdateConversation, new(channel.Id, Public: false));

        await alice.LetsInAsync(workspace.Id, carol);
        await IsInAsync(carol, channel.Id);
        await carol.RefusesAsync(Refusals.NotFound, Commands.GetConversation, new(own.Id));
    }

    [Fact]
    public async Task Who_opens_an_account_finds_themselves_in_the_default_channels_of_the_public_workspace()
    {
        await using var town = await TestServer.StartAsync();
        var alice = await Someone.RegisterAsync(town, "alice");
        var channel = await alice.AskAsync(Commands.CreateConversation, new("channel", [], "general", Public: true));
        await alice.AskAsync(Commands.UpdateConversation, new(channel.Id, Default: true));
        await IsInAsync(await Someone.RegisterAsync(town, "bob"), channel.Id);
    }

    [Fact]
    public async Task A_guest_is_in_the_channels_of_the_invitation_and_reaches_no_other()
    {
        var (alice, bob, gina) = (await NewAsync("alice"), await NewAsync("bob"), await NewAsync("gina"));
        var workspace = await alice.OpensAsync("With guests", bob);
        var shown = await OpenAsync(alice, workspace.Id, "Shown", isPublic: false);
        var open = await OpenAsync(alice, workspace.Id, "Open");
        await alice.AskAsync(Commands.UpdateConversation, new(open.Id, Default: true));
        await alice.LetsInAsync(workspace.Id, gina, shown.Id);
        await IsInAsync(gina, shown.Id);

        Assert.Equal("guest", (await gina.AskAsync(Commands.GetConversation, new(shown.Id))).Role);
        await gina.AskAsync(Commands.Send, new(new TextContent("Hello."), Ids.New(), shown.Id));
        await gina.RefusesAsync(Refusals.NotFound, Commands.JoinConversation, new(open.Id));
        await gina.RefusesAsync(Refusals.NotFound, Commands.GetConversation, new(open.Id));
        await gina.RefusesAsync(Refusals.NotAllowed, Commands.ListChannels, new(workspace.Id));
        await gina.RefusesAsync(Refusals.NotAllowed, Commands.CreateConversation, Channel(workspace.Id, "Gina's"));
        await gina.RefusesAsync(Refusals.NotAllowed, Commands.AddMembers, new(shown.Id, [bob.Id]));
        await alice.RefusesAsync(Refusals.NotAllowed, Commands.UpdateMember, new(shown.Id, gina.Id, "admin"));

        await alice.GivesAsync(workspace.Id, gina, "member");
        await IsInAsync(gina, open.Id);
        await Eventually.True("Gina is a member of the channel too", async () =>
            (await gina.AskAsync(Commands.GetConversation, new(shown.Id))).Role == "member");
    }

    [Fact]
    public async Task An_invitation_for_guests_opens_only_channels_of_the_workspace_that_its_maker_sees()
    {
        var (alice, bob) = (await NewAsync("alice"), await NewAsync("bob"));
        var workspace = await alice.OpensAsync("Mine", bob);
        await alice.GivesAsync(workspace.Id, bob, "admin");
        var secret = await OpenAsync(alice, workspace.Id, "Alice's alone", isPublic: false);
        var foreign = await OpenAsync(bob, (await bob.OpensAsync("Bob's")).Id, "Elsewhere");
        foreach (var id in new[] { secret.Id, foreign.Id, Ids.New() })
        {
            await bob.RefusesAsync(
                Refusals.NotFound, Commands.CreateWorkspaceInvite, new(workspace.Id, Role: "guest", ChannelIds: [id]));
        }

        await alice.AskAsync(Commands.CreateWorkspaceInvite, new(workspace.Id, Role: "guest", ChannelIds: [secret.Id]));
    }

    [Fact]
    public async Task Who_is_removed_from_the_workspace_is_in_none_of_its_channels_when_the_answer_comes()
    {
        var (alice, bob, carol) = (await NewAsync("alice"), await NewAsync("bob"), await NewAsync("carol"));
        var workspace = await alice.OpensAsync("Left", bob, carol);
        var first = await OpenAsync(alice, workspace.Id, "First");
        var own = await OpenAsync(bob, workspace.Id, "Bob's own");
        var group = await alice.AskAsync(Commands.CreateConversation, new("group", [bob.Id], "Not of the workspace"));
        await bob.AskAsync(Commands.JoinConversation, new(first.Id));
        await carol.AskAsync(Commands.JoinConversation, new(own.Id));

        await alice.AskAsync(Commands.RemoveWorkspaceMember, new(workspace.Id, bob.Id));
        await bob.RefusesAsync(Refusals.NotFound, Commands.GetConversation, new(first.Id));
        await bob.RefusesAsync(Refusals.NotFound, Commands.Send, new(new TextContent("Still here?"), Ids.New(), own.Id));
        await bob.RefusesAsync(Refusals.NotFound, Commands.JoinConversation, new(first.Id));
        await bob.AskAsync(Commands.GetConversation, new(group.Id));
        Assert.Equal("owner", (await carol.AskAsync(Commands.GetConversation, new(own.Id))).Role);
        Assert.Equal(1, (await alice.AskAsync(Commands.GetConversation, new(first.Id))).MemberCount);
    }

    [Fact]
    public async Task Bob_leaves_the_channels_also_when_the_server_dies_between_his_removal_and_that()
    {
        var (alice, bob) = (await NewAsync("alice"), await NewAsync("bob"));
        var workspace = await alice.OpensAsync("Died", bob);
        var channel = await OpenAsync(alice, workspace.Id, "Survivors");
        await bob.AskAsync(Commands.JoinConversation, new(channel.Id));

        // What the command does first; whoever dies then has told the fact and nothing else.
        var removed = await server.Services.GetRequiredService<Tenancy>().RemoveAsync(
            new(workspace.Id, bob.Id), new Call("", default) { User = alice.Id }, TestContext.Current.CancellationToken);
        Assert.Null(removed.Refused);
        await Eventually.True("Bob is out of the channel", async () =>
            await Outcome.OfAsync(() => bob.AskAsync(Commands.GetConversation, new(channel.Id))) == Refusals.NotFound.Code);
    }

    [Fact]
    public async Task Bob_who_joins_a_channel_while_he_is_removed_from_the_workspace_is_not_in_it_afterwards()
    {
        var (alice, bob) = (await NewAsync("alice"), await NewAsync("bob"));
        for (var i = 0; i < 10; i++)
        {
            var workspace = await alice.OpensAsync($"Race {i}", bob);
            var channel = await OpenAsync(alice, workspace.Id, "Race");
            await Task.WhenAll(
                Outcome.OfAsync(() => bob.AskAsync(Commands.JoinConversation, new(channel.Id))),
                alice.AskAsync(Commands.RemoveWorkspaceMember, new(workspace.Id, bob.Id)));
            Assert.Equal(1, (await alice.AskAsync(Commands.GetConversation, new(channel.Id))).MemberCount);
        }
    }

    [Fact]
    public async Task A_shared_channel_is_found_and_joined_from_the_other_workspace_until_that_ends()
    {
        var (alice, bob, carol) = (await NewAsync("alice"), await NewAsync("bob"), await NewAsync("carol"));
        var home = await alice.OpensAsync("Home", bob);
        var other = await bob.OpensAsync("Other", carol);
        var channel = await OpenAsync(alice, home.Id, "Bridge");
        await bob.AskAsync(Commands.JoinConversation, new(channel.Id));
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.ShareChannel, new(channel.Id, other.Id));
        await alice.RefusesAsync(Refusals.NotAllowed, Commands.ShareChannel, new(channel.Id, other.Id));
        await carol.RefusesAsync(Refusals.NotFound, Commands.ShareChannel, new(channel.Id, other.Id));

        await alice.GivesAsync(home.Id, bob, "admin");
        Assert.Equal([other.Id], (await bob.AskAsync(Commands.ShareChannel, new(channel.Id, other.Id))).Info!.SharedWith!);
        Assert.Equal(["Bridge"], await NamesAsync(carol, other.Id));
        Assert.Equal("member", (await carol.AskAsync(Commands.JoinConversation, new(channel.Id))).Role);
        await carol.RefusesAsync(Refusals.NotFound, Commands.ListChannels, new(home.Id));

        Assert.Null((await bob.AskAsync(Commands.UnshareChannel, new(channel.Id, other.Id))).Info!.SharedWith);
        await carol.RefusesAsync(Refusals.NotFound, Commands.GetConversation, new(channel.Id));
        await carol.RefusesAsync(Refusals.NotFound, Commands.JoinConversation, new(channel.Id));
        Assert.Empty(await NamesAsync(carol, other.Id));
        Assert.Equal(2, (await alice.AskAsync(Commands.GetConversation, new(channel.Id))).MemberCount);
    }

    [Fact]
    public async Task Leaving_one_of_two_workspaces_does_not_leave_a_channel_that_both_share()
    {
        var (alice, bob) = (await NewAsync("alice"), await NewAsync("bob"));
        var (home, other) = (await alice.OpensAsync("Both home", bob), await alice.OpensAsync("Both other", bob));
        var channel = await OpenAsync(alice, home.Id, "Both");
        await alice.AskAsync(Commands.ShareChannel, new(channel.Id, other.Id));
        await bob.AskAsync(Commands.JoinConversation, new(channel.Id));
        await bob.AskAsync(Commands.RemoveWorkspaceMember, new(home.Id, bob.Id));
        await bob.AskAsync(Commands.GetConversation, new(channel.Id));
        await bob.AskAsync(Commands.RemoveWorkspaceMember, new(other.Id, bob.Id));
        await bob.RefusesAsync(Refusals.NotFound, Commands.GetConversation, new(channel.Id));
    }

    [Fact]
    public async Task A_channel_is_shared_neither_with_its_own_workspace_nor_with_everybody()
    {
        await using var town = await TestServer.StartAsync();
        var alice = await Someone.RegisterAsync(town, "alice");
        var everybody = (await alice.AskAsync(Commands.ListWorkspaces, Nothing.Value)).Workspaces[0].Id;
        var home = await alice.OpensAsync("Home");
        var channel = await OpenAsync(alice, home.Id, "Ours");
        await alice.RefusesAsync(Refusals.NotSupported, Commands.ShareChannel, new(channel.Id, home.Id));
        await alice.RefusesAsync(Refusals.NotSupported, Commands.ShareChannel, new(channel.Id, everybody));
        await alice.RefusesAsync(Refusals.NotAllowed, Commands.ShareChannel, new(channel.Id, Ids.New()));
    }

    [Fact]
    public async Task The_owner_who_is_removed_gets_nothing_after_the_seq_of_that_and_the_heir_is_told()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await ChatNode.StartAsync(database);
        var (alice, bob) = (await node.PersonAsync("alice"), await node.PersonAsync("bob"));
        var workspace = await node.AskAsync(Commands.CreateWorkspace, new("Heirs"), alice);
        var invite = await node.AskAsync(Commands.CreateWorkspaceInvite, new(workspace.Id), alice);
        await node.AskAsync(Commands.AcceptWorkspaceInvite, new(invite.Code), bob);
        var channel = await node.AskAsync(Commands.CreateConversation, Channel(workspace.Id, "Bob's"), bob);
        await node.AskAsync(Commands.JoinConversation, new(channel.Id), alice);
        await node.AskAsync(Commands.RemoveWorkspaceMember, new(workspace.Id, bob), alice);

        var seen = await node.AskAsync(Commands.GetConversation, new(channel.Id), alice);
        var left = Assert.Single(node.Updates(bob).OfType<LeftUpdate>());
        Assert.Equal((seen.LastSeq, seen.Rev, "owner"), (left.Seq, left.Seq, seen.Role));
        Assert.DoesNotContain(node.Updates(bob), u => u is MessageUpdate m && m.Message.Seq >= left.Seq - 1);
        var told = node.Updates(alice).OfType<MembersUpdate>().Last();
        Assert.Equal((left.Seq, bob, "owner"), (told.Rev, Assert.Single(told.Left!), Assert.Single(told.Changed!).Role));
        Assert.Equal([.. Enumerable.Range(1, (int)left.Seq).Select(n => (long)n)],
            (await node.AskAsync(Commands.ListMessages, new(channel.Id, AfterSeq: 0), alice)).Messages.Select(m => m.Seq));
    }

    [Fact]
    public async Task What_devices_make_of_updates_about_a_wide_channel_is_what_a_fresh_one_shows()
    {
        await using var town = await TestServer.StartAsync(("chat.narrow_members", "2"));
        var (alice, bob, carol) = (await town.PersonAsync("Alice"), await town.PersonAsync("Bob"), await town.PersonAsync("Carol"));
        var (hers, his) = (await alice.DeviceAsync(), await bob.DeviceAsync());
        var workspace = await town.DoAsync(hers, Commands.CreateWorkspace, new("Lawful"));
        var invite = await town.DoAsync(hers, Commands.CreateWorkspaceInvite, new(workspace.Id));
        await town.DoAsync(his, Commands.AcceptWorkspaceInvite, new(invite.Code));
        await carol.Api.CallAsync(Commands.AcceptWorkspaceInvite, new(invite.Code), TestContext.Current.CancellationToken);

        var channel = await town.DoAsync(hers, Commands.CreateConversation, Channel(workspace.Id, "Wide"));
        await town.DoAsync(his, Commands.JoinConversation, new(channel.Id));
        await carol.Api.CallAsync(Commands.JoinConversation, new(channel.Id), TestContext.Current.CancellationToken);
        await town.LawAsync();
        await town.DoAsync(hers, Commands.UpdateConversation, new(channel.Id, Name: "Wider", Topic: "All of us"));
        await town.DoAsync(hers, Commands.Send, new(new TextContent("Welcome."), Ids.New(), channel.Id));
        await town.DoAsync(hers, Commands.RemoveWorkspaceMember, new(workspace.Id, bob.Id));
        await Eventually.True("Bob's phone has put the channel away", () =>
            !his.Look(state => state.Conversations.ContainsKey(channel.Id)));
        await town.DoAsync(hers, Commands.Send, new(new TextContent("He is gone."), Ids.New(), channel.Id));
    }

    Task<Someone> NewAsync(string name) => Someone.RegisterAsync(server, $"{name}_c{Interlocked.Increment(ref _count)}");

    static CreateConversation Channel(Guid workspace, string name) => new("channel", [], name, WorkspaceId: workspace, Public: true);

    static Task<Conversation> OpenAsync(Someone who, Guid workspace, string name, bool isPublic = true) =>
        who.AskAsync(Commands.CreateConversation, Channel(workspace, name) with { Public = isPublic });

    static async Task<IEnumerable<string>> NamesAsync(Someone who, Guid workspace, string? query = null) =>
        (await who.AskAsync(Commands.ListChannels, new(workspace, query))).Channels.Select(c => c.Info.Name!);

    static Task IsInAsync(Someone who, Guid channel) => Eventually.True($"{who.Username} is in the channel", async () =>
        await Outcome.OfAsync(() => who.AskAsync(Commands.GetConversation, new(channel))) == "ok");
}
