using Teahouse.Protocol;
using Teahouse.Testing;
using Teahouse.Tests.Contracts;
using Xunit;

namespace Teahouse.Tests.Workspaces;

public sealed class PublicWorkspaceTests
{
    [Fact]
    public async Task Everybody_is_in_it_and_the_first_who_came_owns_it()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await Someone.RegisterAsync(server, "alice");
        var bob = await Someone.RegisterAsync(server, "bob");
        var seen = Assert.Single((await bob.AskAsync(Commands.ListWorkspaces, Nothing.Value)).Workspaces);
        Assert.Equal((true, "member", 2), (seen.Public, seen.Role, seen.MemberCount));
        Assert.Equal("owner", (await alice.AskAsync(Commands.GetWorkspace, new(seen.Id))).Role);

        Assert.Equal("Our town", (await alice.AskAsync(Commands.UpdateWorkspace, new(seen.Id, "Our town"))).Name);
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.UpdateWorkspace, new(seen.Id, "Bob's town"));
        Assert.Equal("Our town", (await bob.AskAsync(Commands.GetWorkspace, new(seen.Id))).Name);
    }

    [Fact]
    public async Task Nobody_leaves_it_is_removed_from_it_or_is_invited_to_it()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await Someone.RegisterAsync(server, "alice");
        var bob = await Someone.RegisterAsync(server, "bob");
        var id = (await alice.AskAsync(Commands.ListWorkspaces, Nothing.Value)).Workspaces[0].Id;
        foreach (var who in new[] { alice, bob })
        {
            await who.RefusesAsync(Refusals.NotAllowed, Commands.RemoveWorkspaceMember, new(id, bob.Id));
            await who.RefusesAsync(Refusals.NotAllowed, Commands.CreateWorkspaceInvite, new(id));
            await who.RefusesAsync(Refusals.NotAllowed, Commands.UpdateWorkspaceMember, new(id, bob.Id, "guest"));
        }

        Assert.Equal(2, (await bob.AskAsync(Commands.GetWorkspace, new(id))).MemberCount);
    }

    [Fact]
    public async Task Its_list_shows_who_runs_it_and_keeps_everybody_else_to_themselves()
    {
        await using var server = await TestServer.StartAsync();
        var alice = await Someone.RegisterAsync(server, "alice");
        var bob = await Someone.RegisterAsync(server, "bob");
        var carol = await Someone.RegisterAsync(server, "carol");
        var id = (await alice.AskAsync(Commands.ListWorkspaces, Nothing.Value)).Workspaces[0].Id;
        Assert.Equal("admin", (await alice.GivesAsync(id, bob, "admin")).Role);
        await alice.RefusesAsync(Refusals.NotFound, Commands.UpdateWorkspaceMember, new(id, Ids.New(), "admin"));
        await alice.GivesAsync(id, carol, "admin");
        await alice.GivesAsync(id, carol, "member");

        var list = await carol.AskAsync(Commands.ListWorkspaceMembers, new(id));
        Assert.Equal([(alice.Id, "owner"), (bob.Id, "admin")], list.Members.Select(m => (m.UserId, m.Role)));
        Assert.Empty((await carol.AskAsync(Commands.ListWorkspaceMembers, new(id, "carol"))).Members);

        await alice.GivesAsync(id, carol, "owner");
        Assert.Equal("admin", (await alice.AskAsync(Commands.GetWorkspace, new(id))).Role);
        Assert.Equal("owner", (await carol.AskAsync(Commands.GetWorkspace, new(id))).Role);
    }

    [Fact]
    public async Task Only_those_who_run_it_open_workspaces_where_the_settings_say_so()
    {
        await using var server = await TestServer.StartAsync(("workspaces.founders", "admins"), ("workspaces.max_members", "2"));
        var alice = await Someone.RegisterAsync(server, "alice");
        var bob = await Someone.RegisterAsync(server, "bob");
        var carol = await Someone.RegisterAsync(server, "carol");
        await bob.RefusesAsync(Refusals.NotAllowed, Commands.CreateWorkspace, new("Bob's"));
        var workspace = await alice.OpensAsync("Alice's", bob);

        var invite = await alice.AskAsync(Commands.CreateWorkspaceInvite, new(workspace.Id));
        await carol.RefusesAsync(Refusals.Full, Commands.AcceptWorkspaceInvite, new(invite.Code));
        await bob.AskAsync(Commands.RemoveWorkspaceMember, new(workspace.Id, bob.Id));
        Assert.Equal(2, (await carol.AskAsync(Commands.AcceptWorkspaceInvite, new(invite.Code))).MemberCount);
    }
}
