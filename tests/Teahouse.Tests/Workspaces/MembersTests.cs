using Teahouse.Protocol;
using Teahouse.Testing;
using Teahouse.Tests.Contracts;
using Xunit;

namespace Teahouse.Tests.Workspaces;

public sealed class MembersTests(TestServer server) : IClassFixture<TestServer>
{
    static int _count;

    [Fact]
    public async Task Members_are_listed_by_name_page_by_page_and_found_by_a_part_of_it()
    {
        var alice = await NewAsync("alice");
        var others = new List<Someone>();
        foreach (var name in new[] { "zoe", "mia", "mila", "bea" })
        {
            others.Add(await NewAsync(name));
        }

        var workspace = await alice.OpensAsync("By name", [.. others]);
        var (names, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await alice.AskAsync(Commands.ListWorkspaceMembers, new(workspace.Id, Cursor: cursor, Limit: 2));
            Assert.InRange(page.Members.Count, 1, 2);
            names.AddRange(page.Members.Select(m => page.Users.Single(u => u.Id == m.UserId).DisplayName));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(names.OrderBy(n => n, StringComparer.Ordinal), names);
        Assert.Equal(5, names.Count);
        var found = await others[0].AskAsync(Commands.ListWorkspaceMembers, new(workspace.Id, "MI"));
        Assert.Equal([others[1].Id, others[2].Id], found.Members.Select(m => m.UserId));
        Assert.Empty((await alice.AskAsync(Commands.ListWorkspaceMembers, new(workspace.Id, "mi%"))).Members);
        await alice.RefusesAsync(Refusals.BadCursor, Commands.ListWorkspaceMembers, new(workspace.Id, Cursor: "!"));
        await alice.RefusesAsync(Refusals.BadCursor, Commands.ListWorkspaceMembers, new(workspace.Id, Cursor: "AAAA"));
        await alice.RefusesAsync(Refusals.InvalidField, Commands.ListWorkspaceMembers, new(workspace.Id, Limit: 201));
    }

    [Fact]
    public async Task Bob_is_found_by_his_new_name()
    {
        var (alice, bob) = (await NewAsync("alice"), await NewAsync("bob"));
        var workspace = await alice.OpensAsync("Renamed", bob);
        await bob.AskAsync(Commands.UpdateMe, new("Robert"));
        await Eventually.True("the new name has come", async () =>
            (await alice.AskAsync(Commands.ListWorkspaceMembers, new(workspace.Id, "robert"))).Members is [var found] && found.UserId == bob.Id);
    }

    [Fact]
    public async Task The_owner_hands_over_and_is_an_admin_then()
    {
        var (alice, bob, carol) = (await NewAsync("alice"), await NewAsync("bob"), await NewAsync("carol"));
        var workspace = await alice.OpensAsync("Handed over", bob, carol);
        await alice.GivesAsync(workspace.Id, bob, "admin");
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.UpdateWorkspaceMember, new(workspace.Id, bob.Id, "owner"));
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.UpdateWorkspaceMember, new(workspace.Id, carol.Id, "owner"));
        await alice.RefusesAsync(Refusals.OwnerStays, Commands.RemoveWorkspaceMember, new(workspace.Id, alice.Id));

        Assert.Equal("owner", (await alice.GivesAsync(workspace.Id, bob, "owner")).Role);
        Assert.Equal([("admin", alice.Id), ("owner", bob.Id)],
            (await alice.AskAsync(Commands.ListWorkspaceMembers, new(workspace.Id))).Members
                .Where(m => m.UserId != carol.Id).Select(m => (m.Role, m.UserId)).OrderBy(m => m.Role));
        await alice.AskAsync(Commands.RemoveWorkspaceMember, new(workspace.Id, alice.Id));
        await alice.RefusesAsync(Refusals.NotFound, Commands.GetWorkspace, new(workspace.Id));
        Assert.Equal(2, (await bob.AskAsync(Commands.GetWorkspace, new(workspace.Id))).MemberCount);
    }

    [Fact]
    public async Task Two_owners_cannot_come_of_two_hand_overs_at_once()
    {
        var (alice, bob, carol) = (await NewAsync("alice"), await NewAsync("bob"), await NewAsync("carol"));
        var workspace = await alice.OpensAsync("One throne", bob, carol);
        var outcomes = await Task.WhenAll(new[] { bob, carol }.Select(who =>
            Outcome.OfAsync(() => alice.GivesAsync(workspace.Id, who, "owner"))));
        Assert.Equal(["not_allowed", "ok"], outcomes.OrderBy(o => o));
        var list = await alice.AskAsync(Commands.ListWorkspaceMembers, new(workspace.Id));
        Assert.Single(list.Members, m => m.Role == "owner");
    }

    [Fact]
    public async Task Admins_govern_members_and_not_each_other()
    {
        var (alice, bob, carol, dave) = (await NewAsync("alice"), await NewAsync("bob"), await NewAsync("carol"), await NewAsync("dave"));
        var workspace = await alice.OpensAsync("Ranks", bob, carol, dave);
        await alice.GivesAsync(workspace.Id, bob, "admin");
        await alice.GivesAsync(workspace.Id, carol, "admin");

        await bob.RefusesAsync(Refusals.NotAllowed, Commands.UpdateWorkspaceMember, new(workspace.Id, carol.Id, "member"));
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.UpdateWorkspaceMember, new(workspace.Id, alice.Id, "member"));
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.UpdateWorkspaceMember, new(workspace.Id, dave.Id, "admin"));
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.RemoveWorkspaceMember, new(workspace.Id, carol.Id));
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.RemoveWorkspaceMember, new(workspace.Id, alice.Id));
        await dave.RefusesAsync(Refusals.NotAllowed, Commands.RemoveWorkspaceMember, new(workspace.Id, bob.Id));
        await dave.RefusesAsync(Refusals.NotAllowed, Commands.UpdateWorkspaceMember, new(workspace.Id, dave.Id, "admin"));
        await alice.RefusesAsync(Refusals.InvalidField, Commands.UpdateWorkspaceMember, new(workspace.Id, dave.Id, "king"));

        Assert.Equal("guest", (await bob.GivesAsync(workspace.Id, dave, "guest")).Role);
        await bob.AskAsync(Commands.RemoveWorkspaceMember, new(workspace.Id, dave.Id));
        await bob.RefusesAsync(Refusals.NotFound, Commands.RemoveWorkspaceMember, new(workspace.Id, dave.Id));
        await alice.AskAsync(Commands.RemoveWorkspaceMember, new(workspace.Id, carol.Id));
        Assert.Equal(2, (await alice.AskAsync(Commands.GetWorkspace, new(workspace.Id))).MemberCount);
    }

    [Fact]
    public async Task A_guest_sees_the_workspace_and_not_who_is_in_it()
    {
        var (alice, bob) = (await NewAsync("alice"), await NewAsync("bob"));
        var workspace = await alice.OpensAsync("Guests", bob);
        await alice.GivesAsync(workspace.Id, bob, "guest");
        await alice.AskAsync(Commands.UpdateWorkspace, new(workspace.Id, Inviting: "members"));

        Assert.Equal("guest", (await bob.AskAsync(Commands.GetWorkspace, new(workspace.Id))).Role);
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.ListWorkspaceMembers, new(workspace.Id));
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.CreateWorkspaceInvite, new(workspace.Id));
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.ListWorkspaceInvites, new(workspace.Id));
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.RevokeWorkspaceInvite, new(workspace.Id, "x"));
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.UpdateWorkspace, new(workspace.Id, "Bob's"));
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.UpdateWorkspaceMember, new(workspace.Id, bob.Id, "member"));
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.RemoveWorkspaceMember, new(workspace.Id, alice.Id));
        await bob.AskAsync(Commands.RemoveWorkspaceMember, new(workspace.Id, bob.Id));
        await bob.RefusesAsync(Refusals.NotFound, Commands.GetWorkspace, new(workspace.Id));
    }

    Task<Someone> NewAsync(string name) => Someone.RegisterAsync(server, $"{name}{Interlocked.Increment(ref _count)}");
}
