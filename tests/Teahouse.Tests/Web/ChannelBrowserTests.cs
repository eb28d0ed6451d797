using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>Workspaces and their channels: opened, found, joined, archived, shared.</summary>
public sealed class ChannelBrowserTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alice_opens_a_channel_that_Bob_finds_by_a_word_and_joins()
    {
        await using var house = await HouseAsync();
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, house.Alice);
        await using var bob = await Visitor.LogInAsync(chromium, server.Address, house.Bob);
        await alice.GoAsync($"/w/{house.Workspace}");
        await alice.Page.GetByRole(AriaRole.Navigation, new() { Name = "Channels" }).GetByRole(AriaRole.Button, new() { Name = "New channel" }).ClickAsync();
        await alice.Dialog.GetByLabel("Name of the channel").FillAsync("oolong");
        await alice.Dialog.GetByLabel("Topic").FillAsync("Half green, half black");
        await alice.PressAsync("Create channel");
        await alice.SayAsync("First flush is here");
        await bob.GoAsync($"/w/{house.Workspace}/browse");
        await bob.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Searchbox).FillAsync("oolo");
        await Expect(bob.Page.GetByText("Half green, half black")).ToBeVisibleAsync();
        await bob.PressAsync("Join oolong");
        await bob.SeesAsync("First flush is here");
        await bob.SayAsync("Wonderful");
        await alice.SeesAsync("Wonderful");
        await Expect(bob.Row("oolong")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Alice_archives_a_channel_in_which_nobody_writes_then()
    {
        await using var house = await HouseAsync();
        var create = new CreateConversation("channel", [], "oolong", WorkspaceId: house.Workspace, Public: true);
        var channel = await house.Alice.Api.CallAsync(Commands.CreateConversation, create, Cancelled);
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, house.Alice);
        await alice.GoAsync($"/w/{house.Workspace}/c/{channel.Id}");
        await alice.OpenPanelAsync("oolong");
        await alice.Dialog.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Manage channel") }).ClickAsync();
        await alice.PressAsync("Archive channel");
        await alice.ConfirmAsync("Archive channel");
        await alice.PressAsync("Back");
        await Expect(alice.Dialog.GetByText("Archived: nobody writes here any more")).ToBeVisibleAsync();
        await alice.GoAsync($"/w/{house.Workspace}/browse");
        await Expect(alice.Page.GetByText("No channel here")).ToBeVisibleAsync();
        await alice.Page.GetByRole(AriaRole.Switch, new() { Name = "Show archived ones" }).CheckAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Link, new() { Name = "Open oolong" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Alice_shares_a_channel_with_her_other_workspace_where_Dora_finds_it()
    {
        await using var house = await HouseAsync();
        await using var dorothy = await server.PersonAsync("Dora");
        var other = await house.Alice.Api.CallAsync(Commands.CreateWorkspace, new("Black Leaf"), Cancelled);
        var invite = await house.Alice.Api.CallAsync(Commands.CreateWorkspaceInvite, new(other.Id), Cancelled);
        await dorothy.Api.CallAsync(Commands.AcceptWorkspaceInvite, new(invite.Code), Cancelled);
        var create = new CreateConversation("channel", [], "oolong", WorkspaceId: house.Workspace, Public: true);
        var channel = await house.Alice.Api.CallAsync(Commands.CreateConversation, create, Cancelled);
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, house.Alice);
        await alice.GoAsync($"/w/{house.Workspace}/c/{channel.Id}");
        await alice.OpenPanelAsync("oolong");
        await alice.Dialog.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Manage channel") }).ClickAsync();
        await alice.PressAsync("Share with a workspace");
        await alice.ChooseAsync("Black Leaf");
        await Expect(alice.Dialog.GetByRole(AriaRole.Button, new() { Name = "Stop sharing with Black Leaf" })).ToBeVisibleAsync();
        await using var dora = await Visitor.LogInAsync(chromium, server.Address, dorothy);
        await dora.GoAsync($"/w/{other.Id}/browse");
        await dora.PressAsync("Join oolong");
        await Expect(dora.Composer).ToBeVisibleAsync();
        await Expect(dora.Row("oolong")).ToBeVisibleAsync();
    }

    async Task<House> HouseAsync()
    {
        var (alice, bob) = (await server.PersonAsync("Alice"), await server.PersonAsync("Bob"));
        var workspace = await alice.Api.CallAsync(Commands.CreateWorkspace, new("Green Leaf"), Cancelled);
        var invite = await alice.Api.CallAsync(Commands.CreateWorkspaceInvite, new(workspace.Id), Cancelled);
        await bob.Api.CallAsync(Commands.AcceptWorkspaceInvite, new(invite.Code), Cancelled);
        return new House(alice, bob, workspace.Id);
    }

    sealed record House(Person Alice, Person Bob, Guid Workspace) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Alice.DisposeAsync();
            await Bob.DisposeAsync();
        }
    }
}
