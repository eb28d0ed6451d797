using Teahouse.Protocol;
using Teahouse.Testing;
using Teahouse.Tests.Contracts;
using Xunit;

namespace Teahouse.Tests.Workspaces;

public sealed class InvitationsTests(TestServer server) : IClassFixture<TestServer>
{
    static int _count;

    [Fact]
    public async Task Bob_looks_where_a_link_leads_and_comes_in()
    {
        var (alice, bob) = (await NewAsync("alice"), await NewAsync("bob"));
        var workspace = await alice.AskAsync(Commands.CreateWorkspace, new("Linked", "Come in.", "🍵"));
        var invite = await alice.AskAsync(Commands.CreateWorkspaceInvite, new(workspace.Id, ExpiresInS: 60, MaxUses: 3));
        Assert.Matches("^[A-Za-z0-9_-]{22,64}$", invite.Code);
        Assert.Equal(invite.CreatedAt.AddSeconds(60), invite.ExpiresAt);

        var preview = new InvitePreview("workspace", workspace.Id, 1, false, false, "Linked", "🍵", "Come in.");
        Assert.Equal(preview, await bob.AskAsync(Commands.LookAtWorkspaceInvite, new(invite.Code)));
        var joined = await bob.AskAsync(Commands.AcceptWorkspaceInvite, new(invite.Code));
        Assert.Equal(("Linked", "member", 2), (joined.Name, joined.Role, joined.MemberCount));
        Assert.Equal(joined, await bob.AskAsync(Commands.AcceptWorkspaceInvite, new(invite.Code)));
        Assert.Equal(preview with { MemberCount = 2, Member = true }, await bob.AskAsync(Commands.LookAtWorkspaceInvite, new(invite.Code)));

        var listed = Assert.Single((await alice.AskAsync(Commands.ListWorkspaceInvites, new(workspace.Id))).Invites);
        Assert.Equal((1, 3, alice.Id, "member"), (listed.Uses, listed.MaxUses, listed.CreatedBy, listed.Role));
    }

    [Fact]
    public async Task A_link_for_two_lets_in_two_of_eight_who_come_at_once()
    {
        var alice = await NewAsync("alice");
        var workspace = await alice.OpensAsync("Two of eight");
        var invite = await alice.AskAsync(Commands.CreateWorkspaceInvite, new(workspace.Id, MaxUses: 2));
        var crowd = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => NewAsync($"guest{i}_")));
        var outcomes = await Task.WhenAll(crowd.Select(who =>
            Outcome.OfAsync(() => who.AskAsync(Commands.AcceptWorkspaceInvite, new(invite.Code)))));
        Assert.Equal(2, outcomes.Count(o => o == "ok"));
        Assert.Equal(6, outcomes.Count(o => o == Refusals.NotFound.Code));
        Assert.Equal(3, (await alice.AskAsync(Commands.GetWorkspace, new(workspace.Id))).MemberCount);
        Assert.Empty((await alice.AskAsync(Commands.ListWorkspaceInvites, new(workspace.Id))).Invites);
        await alice.RefusesAsync(Refusals.NotFound, Commands.LookAtWorkspaceInvite, new($"{invite.Code}x"));
    }

    [Fact]
    public async Task Bob_accepts_on_two_devices_at_once_and_it_is_one_use()
    {
        var (alice, bob, carol) = (await NewAsync("alice"), await NewAsync("bob"), await NewAsync("carol"));
        var workspace = await alice.OpensAsync("One use");
        var invite = await alice.AskAsync(Commands.CreateWorkspaceInvite, new(workspace.Id, MaxUses: 2));
        var roles = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
            (await bob.AskAsync(Commands.AcceptWorkspaceInvite, new(invite.Code))).Role));
        Assert.All(roles, role => Assert.Equal("member", role));
        await carol.AskAsync(Commands.AcceptWorkspaceInvite, new(invite.Code));
        Assert.Equal(3, (await alice.AskAsync(Commands.GetWorkspace, new(workspace.Id))).MemberCount);
    }

    [Fact]
    public async Task Who_was_removed_does_not_come_back_by_the_same_link()
    {
        var (alice, bob) = (await NewAsync("alice"), await NewAsync("bob"));
        var workspace = await alice.OpensAsync("Not again");
        var invite = await alice.AskAsync(Commands.CreateWorkspaceInvite, new(workspace.Id));
        await bob.AskAsync(Commands.AcceptWorkspaceInvite, new(invite.Code));
        await alice.AskAsync(Commands.RemoveWorkspaceMember, new(workspace.Id, bob.Id));
        await bob.RefusesAsync(Refusals.NotFound, Commands.LookAtWorkspaceInvite, new(invite.Code));
        await bob.RefusesAsync(Refusals.NotFound, Commands.AcceptWorkspaceInvite, new(invite.Code));
        Assert.Equal("member", (await alice.LetsInAsync(workspace.Id, bob)).Role);
    }

    [Fact]
    public async Task A_link_that_is_revoked_or_over_leads_nowhere()
    {
        var (alice, bob) = (await NewAsync("alice"), await NewAsync("bob"));
        var workspace = await alice.OpensAsync("Over");
        var revoked = await alice.AskAsync(Commands.CreateWorkspaceInvite, new(workspace.Id));
        await alice.AskAsync(Commands.RevokeWorkspaceInvite, new(workspace.Id, revoked.Code));
        await alice.RefusesAsync(Refusals.NotFound, Commands.RevokeWorkspaceInvite, new(workspace.Id, revoked.Code));
        var over = await alice.AskAsync(Commands.CreateWorkspaceInvite, new(workspace.Id, ExpiresInS: 60));
        await server.Database.ExecuteAsync($"UPDATE workspaces.invite SET expires_at = now() - interval '1 s' WHERE code = '{over.Code}'");
        foreach (var code in new[] { revoked.Code, over.Code, new string('x', 100), "né" })
        {
            await bob.RefusesAsync(Refusals.NotFound, Commands.AcceptWorkspaceInvite, new(code));
            await bob.RefusesAsync(Refusals.NotFound, Commands.LookAtWorkspaceInvite, new(code));
        }

        Assert.Empty((await alice.AskAsync(Commands.ListWorkspaceInvites, new(workspace.Id))).Invites);
    }

    [Fact]
    public async Task Members_invite_where_they_may_and_see_and_revoke_their_own_links_only()
    {
        var (alice, bob, carol) = (await NewAsync("alice"), await NewAsync("bob"), await NewAsync("carol"));
        var workspace = await alice.OpensAsync("Inviting", bob);
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.CreateWorkspaceInvite, new(workspace.Id));
        await alice.AskAsync(Commands.UpdateWorkspace, new(workspace.Id, Inviting: "members"));
        var hers = await alice.AskAsync(Commands.CreateWorkspaceInvite, new(workspace.Id));
        var his = await bob.AskAsync(Commands.CreateWorkspaceInvite, new(workspace.Id));
        Assert.Equal([his], (await bob.AskAsync(Commands.ListWorkspaceInvites, new(workspace.Id))).Invites);
        Assert.Equal([hers, his], (await alice.AskAsync(Commands.ListWorkspaceInvites, new(workspace.Id))).Invites);
        await bob.RefusesAsync(Refusals.NotFound, Commands.RevokeWorkspaceInvite, new(workspace.Id, hers.Code));
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.CreateWorkspaceInvite, new(workspace.Id, Role: "guest", ChannelIds: [Ids.New()]));

        await alice.AskAsync(Commands.RemoveWorkspaceMember, new(workspace.Id, bob.Id));
        await carol.RefusesAsync(Refusals.NotFound, Commands.AcceptWorkspaceInvite, new(his.Code));
        Assert.Equal("member", (await carol.AskAsync(Commands.AcceptWorkspaceInvite, new(hers.Code))).Role);
    }

    [Fact]
    public async Task There_are_no_more_open_links_than_the_limit_and_spent_ones_do_not_count()
    {
        var (alice, bob) = (await NewAsync("alice"), await NewAsync("bob"));
        var workspace = await alice.OpensAsync("Full of links");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, Limits.InvitesPerConversation + 5).Select(_ =>
            Outcome.OfAsync(() => alice.AskAsync(Commands.CreateWorkspaceInvite, new(workspace.Id, MaxUses: 1)))));
        Assert.Equal(5, outcomes.Count(o => o == Refusals.TooMany.Code));
        var invites = (await alice.AskAsync(Commands.ListWorkspaceInvites, new(workspace.Id))).Invites;
        Assert.Equal(Limits.InvitesPerConversation, invites.Count);
        await bob.AskAsync(Commands.AcceptWorkspaceInvite, new(invites[0].Code));
        await alice.AskAsync(Commands.CreateWorkspaceInvite, new(workspace.Id));
    }

    [Fact]
    public async Task Invitations_that_cannot_be_are_refused()
    {
        var alice = await NewAsync("alice");
        var id = (await alice.OpensAsync("Wrong links")).Id;
        foreach (var wrong in new CreateWorkspaceInvite[]
        {
            new(id, ExpiresInS: 0), new(id, ExpiresInS: 400 * 86_400), new(id, MaxUses: 0), new(id, MaxUses: 100_001), new(id, Role: "owner"),
            new(id, Role: "admin"), new(id, Role: "guest"), new(id, Role: "guest", ChannelIds: []), new(id, ChannelIds: [Ids.New()]),
            new(id, Role: "guest", ChannelIds: [.. Enumerable.Range(0, 51).Select(_ => Ids.New())]),
        })
        {
            await alice.RefusesAsync(Refusals.InvalidField, Commands.CreateWorkspaceInvite, wrong);
        }
    }

    Task<Someone> NewAsync(string name) => Someone.RegisterAsync(server, $"{name}{Interlocked.Increment(ref _count)}");
}
