using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Testing;
using Teahouse.Tests.Contracts;
using Xunit;

namespace Teahouse.Tests.Workspaces;

public sealed class WorkspacesTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Alice_opens_a_workspace_and_owns_it()
    {
        var alice = await Someone.RegisterAsync(server, "alice");
        var opened = await alice.AskAsync(Commands.CreateWorkspace, new("  Tea makers ", "We make tea.", "🍵"));
        Assert.Equal(("Tea makers", "owner", 1, false), (opened.Name, opened.Role, opened.MemberCount, opened.Public));
        Assert.Equal(("We make tea.", "🍵", "members", "admins"), (opened.About, opened.Avatar, opened.Channels, opened.Inviting));
        Assert.Equal(opened, await alice.AskAsync(Commands.GetWorkspace, new(opened.Id)));

        var mine = (await alice.AskAsync(Commands.ListWorkspaces, Nothing.Value)).Workspaces;
        Assert.True(mine[0].Public);
        Assert.Equal([opened], mine.Skip(1));
    }

    [Fact]
    public async Task A_stranger_cannot_tell_a_workspace_from_one_that_never_was()
    {
        var (bob, eve) = (await Someone.RegisterAsync(server, "bob"), await Someone.RegisterAsync(server, "eve"));
        var workspace = await bob.OpensAsync("Bob's");
        foreach (var id in new[] { workspace.Id, Ids.New() })
        {
            await eve.RefusesAsync(Refusals.NotFound, Commands.GetWorkspace, new(id));
            await eve.RefusesAsync(Refusals.NotFound, Commands.UpdateWorkspace, new(id, "Eve's"));
            await eve.RefusesAsync(Refusals.NotFound, Commands.ListWorkspaceMembers, new(id));
            await eve.RefusesAsync(Refusals.NotFound, Commands.UpdateWorkspaceMember, new(id, bob.Id, "member"));
            await eve.RefusesAsync(Refusals.NotFound, Commands.RemoveWorkspaceMember, new(id, bob.Id));
            await eve.RefusesAsync(Refusals.NotFound, Commands.RemoveWorkspaceMember, new(id, eve.Id));
            await eve.RefusesAsync(Refusals.NotFound, Commands.CreateWorkspaceInvite, new(id));
            await eve.RefusesAsync(Refusals.NotFound, Commands.ListWorkspaceInvites, new(id));
            await eve.RefusesAsync(Refusals.NotFound, Commands.RevokeWorkspaceInvite, new(id, "x"));
        }

        Assert.Equal("Bob's", (await bob.AskAsync(Commands.GetWorkspace, new(workspace.Id))).Name);
        Assert.Single((await eve.AskAsync(Commands.ListWorkspaces, Nothing.Value)).Workspaces);
    }

    [Fact]
    public async Task Admins_change_a_workspace_and_members_do_not()
    {
        var (carol, dave) = (await Someone.RegisterAsync(server, "carol"), await Someone.RegisterAsync(server, "dave"));
        var workspace = await carol.OpensAsync("Potters", dave);
        await dave.RefusesAsync(Refusals.NotAllowed, Commands.UpdateWorkspace, new(workspace.Id, "Dave's"));

        await carol.GivesAsync(workspace.Id, dave, "admin");
        var changed = await dave.AskAsync(
            Commands.UpdateWorkspace, new(workspace.Id, About: "Clay.", Channels: "admins", Inviting: "members"));
        Assert.Equal(("Potters", "Clay.", "admins", "members"), (changed.Name, changed.About, changed.Channels, changed.Inviting));
        Assert.Null((await dave.AskAsync(Commands.UpdateWorkspace, new(workspace.Id, About: ""))).About);
        Assert.Equal("Kilns", (await dave.AskAsync(Commands.UpdateWorkspace, new(workspace.Id, "Kilns"))).Name);
        Assert.Equal("Kilns", (await carol.AskAsync(Commands.GetWorkspace, new(workspace.Id))).Name);
    }

    [Fact]
    public async Task Names_and_rules_that_cannot_be_are_refused()
    {
        var erin = await Someone.RegisterAsync(server, "erin");
        foreach (var name in new[] { "", " ", "\u200b", "Er\u202ein", "a\nb", new string('x', 81) })
        {
            await erin.RefusesAsync(Refusals.InvalidField, Commands.CreateWorkspace, new(name));
        }

        await erin.RefusesAsync(Refusals.InvalidField, Commands.CreateWorkspace, new("Erin's", new string('x', 281)));
        await erin.RefusesAsync(Refusals.InvalidField, Commands.CreateWorkspace, new("Erin's", Avatar: new string('x', 17)));
        var workspace = await erin.OpensAsync("Erin's");
        await erin.RefusesAsync(Refusals.InvalidField, Commands.UpdateWorkspace, new(workspace.Id, Channels: "everybody"));
        await erin.RefusesAsync(Refusals.InvalidField, Commands.UpdateWorkspace, new(workspace.Id, Inviting: "guests"));
    }

    [Fact]
    public async Task Nobody_is_in_more_workspaces_than_the_limit_even_from_two_devices_at_once()
    {
        var faith = await Someone.RegisterAsync(server, "faith");
        var grace = await Someone.RegisterAsync(server, "grace");
        for (var i = 1; i < Limits.WorkspacesPerUser; i++)
        {
            await faith.OpensAsync($"number {i}");
        }

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Outcome.OfAsync(() => faith.OpensAsync($"last {i}"))));
        Assert.Equal(["ok", .. Enumerable.Repeat(Refusals.TooMany.Code, 7)], outcomes.OrderBy(o => o));

        var invite = await grace.AskAsync(Commands.CreateWorkspaceInvite, new((await grace.OpensAsync("Grace's")).Id, MaxUses: 1));
        await faith.RefusesAsync(Refusals.TooMany, Commands.AcceptWorkspaceInvite, new(invite.Code));
        Assert.Equal(Limits.WorkspacesPerUser + 1, (await faith.AskAsync(Commands.ListWorkspaces, Nothing.Value)).Workspaces.Count);
    }

    [Fact]
    public async Task What_is_asked_for_twice_under_one_key_is_made_once()
    {
        var judy = await Someone.RegisterAsync(server, "judy");
        var stop = TestContext.Current.CancellationToken;
        var opened = await judy.Api.AskAsync(Commands.CreateWorkspace, new("Keyed"), "k1", stop);
        Assert.Equal(opened.Value, (await judy.Api.AskAsync(Commands.CreateWorkspace, new("Keyed"), "k1", stop)).Value);
        Assert.Equal(Refusals.KeyConflict.Code,
            await Outcome.OfAsync(() => judy.Api.AskAsync(Commands.CreateWorkspace, new("Another"), "k1", stop)));
        Assert.Equal(2, (await judy.AskAsync(Commands.ListWorkspaces, Nothing.Value)).Workspaces.Count);

        var id = opened.Value.Id;
        var invite = await judy.Api.AskAsync(Commands.CreateWorkspaceInvite, new(id), "k1", stop);
        Assert.Equal(invite.Value, (await judy.Api.AskAsync(Commands.CreateWorkspaceInvite, new(id), "k1", stop)).Value);
        Assert.Equal(Refusals.KeyConflict.Code,
            await Outcome.OfAsync(() => judy.Api.AskAsync(Commands.CreateWorkspaceInvite, new(id, MaxUses: 1), "k1", stop)));
        Assert.Single((await judy.AskAsync(Commands.ListWorkspaceInvites, new(id))).Invites);
    }

    [Fact]
    public async Task What_Kim_owned_goes_to_an_admin_when_she_closes_her_account()
    {
        var (kim, leo, mia) = (await Someone.RegisterAsync(server, "kim"), await Someone.RegisterAsync(server, "leo"),
            await Someone.RegisterAsync(server, "mia"));
        var hers = await kim.OpensAsync("Kim's", mia, leo);
        var theirs = await mia.OpensAsync("Mia's", kim);
        await kim.GivesAsync(hers.Id, leo, "admin");
        await kim.AskAsync(Commands.Deactivate, new(kim.Password));

        await Eventually.True("Leo owns what was Kim's", async () =>
            (await leo.AskAsync(Commands.GetWorkspace, new(hers.Id))) is { Role: "owner", MemberCount: 2 });
        await Eventually.True("Kim is not in Mia's workspace", async () =>
            (await mia.AskAsync(Commands.GetWorkspace, new(theirs.Id))).MemberCount == 1);
    }

    [Fact]
    public async Task The_devices_of_those_concerned_hear_that_something_has_changed()
    {
        var (heidi, ivan) = (await Someone.RegisterAsync(server, "heidi"), await server.PersonAsync("Ivan"));
        var phone = await ivan.DeviceAsync();
        long version = 0;
        async Task HearsAsync(string reason)
        {
            var before = version;
            await Eventually.True(reason, () => phone.Look(state => state.Version) > before);
            version = phone.Look(state => state.Version);
        }

        await HearsAsync("Ivan's phone knows its version");
        var workspace = await heidi.AskAsync(Commands.CreateWorkspace, new("Weavers"));
        var invite = await heidi.AskAsync(Commands.CreateWorkspaceInvite, new(workspace.Id));
        await ivan.Api.CallAsync(Commands.AcceptWorkspaceInvite, new(invite.Code), TestContext.Current.CancellationToken);
        await HearsAsync("Ivan has joined");
        await heidi.AskAsync(Commands.UpdateWorkspaceMember, new(workspace.Id, ivan.Id, "admin"));
        await HearsAsync("Ivan is an admin");
        await heidi.AskAsync(Commands.UpdateWorkspace, new(workspace.Id, "Spinners"));
        await HearsAsync("the workspace has another name");
        await heidi.AskAsync(Commands.RemoveWorkspaceMember, new(workspace.Id, ivan.Id));
        await HearsAsync("Ivan was removed");
    }
}

/// <summary>What came of a call, in one word.</summary>
static class Outcome
{
    public static async Task<string> OfAsync(Func<Task> call)
    {
        try
        {
            await call();
            return "ok";
        }
        catch (RefusedException e)
        {
            return e.Code;
        }
    }
}
