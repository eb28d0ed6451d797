using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>Links into groups and workspaces: made, followed, asked about, void.</summary>
public sealed class InvitationTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bob_follows_the_link_of_Alice_opens_an_account_and_is_in_the_group()
    {
        await using var alicia = await server.PersonAsync("Alice");
        await using var carola = await server.PersonAsync("Carol");
        var group = await GroupAsync(alicia, carola);
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, alicia);
        await alice.GoAsync($"/c/{group}");
        await alice.OpenPanelAsync("Tea party");
        await alice.PressAsync("Invitation links");
        await alice.Dialog.GetByLabel("Can be used").SelectOptionAsync("ten");
        await alice.PressAsync("Make a link");
        await Expect(alice.Dialog.GetByRole(AriaRole.Img, new() { Name = "QR code of the invitation to Tea party" })).ToBeVisibleAsync();
        var link = new Uri(await alice.Dialog.GetByText(new Regex("/invite/")).InnerTextAsync());

        await using var bob = await Visitor.OpenAsync(chromium, server.Address, "Bob");
        await bob.GoAsync(link.AbsolutePath);
        await Expect(bob.Page.GetByText("You have an invitation.")).ToBeVisibleAsync();
        await bob.PressAsync("New here? Create an account");
        await bob.Page.GetByLabel("Username").FillAsync(bob.Username);
        await bob.Page.GetByLabel("Name shown to others").FillAsync("Bob");
        await bob.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(bob.Password);
        await bob.PressAsync("Create account");
        await Expect(bob.Page.GetByRole(AriaRole.Heading, new() { Name = "Tea party" })).ToBeVisibleAsync();
        await bob.PressAsync("Join");
        await Expect(bob.Composer).ToBeVisibleAsync();
        await bob.SayAsync("Here I am");
        await alice.PressAsync("Make void");
        await Expect(alice.Dialog.GetByText("No link is open.")).ToBeVisibleAsync();
        await alice.PressAsync("Close");
        await Expect(alice.Row("Tea party")).ToContainTextAsync("Bob: Here I am");
        bob.Refused = true;
        await bob.GoAsync(link.AbsolutePath);
        await Expect(bob.Page.GetByText("This invitation is not valid")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Carol_asks_to_join_and_is_in_once_Alice_lets_her()
    {
        await using var alicia = await server.PersonAsync("Alice");
        await using var bobby = await server.PersonAsync("Bob");
        await using var carola = await server.PersonAsync("Carol");
        var group = await GroupAsync(alicia, bobby);
        await alicia.Api.CallAsync(Commands.UpdateConversation, new(group, Inviting: "approval"), Cancelled);
        var invite = await bobby.Api.CallAsync(Commands.CreateInvite, new(group), Cancelled);
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, alicia);
        await using var carol = await Visitor.LogInAsync(chromium, server.Address, carola);
        await carol.GoAsync($"/invite/{invite.Code}");
        await carol.PressAsync("Ask to join");
        await Expect(carol.Page.GetByText("An admin has been asked.")).ToBeVisibleAsync();
        await alice.GoAsync($"/c/{group}");
        await alice.OpenPanelAsync("Tea party");
        await alice.Dialog.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Requests to join") }).ClickAsync();
        await alice.PressAsync("Let Carol in");
        await Expect(carol.Row("Tea party")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Dora_comes_into_the_workspace_by_its_link()
    {
        await using var alicia = await server.PersonAsync("Alice");
        await using var dorothy = await server.PersonAsync("Dora");
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, alicia);
        await alice.GoAsync("/channels");
        await alice.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Switch workspace") }).ClickAsync();
        await alice.ChooseAsync("New workspace");
        await alice.Dialog.GetByLabel("Name of the workspace").FillAsync("Green Leaf");
        await alice.PressAsync("Create workspace");
        await alice.Page.GetByRole(AriaRole.Link, new() { Name = "Invitation links" }).ClickAsync();
        await alice.PressAsync("Make a link");
        var link = new Uri(await alice.Page.GetByText(new Regex("/join/")).InnerTextAsync());
        await using var dora = await Visitor.LogInAsync(chromium, server.Address, dorothy);
        await dora.GoAsync(link.AbsolutePath);
        await dora.PressAsync("Join");
        await Expect(dora.Page.GetByRole(AriaRole.Button, new() { Name = "Green Leaf Switch workspace" })).ToBeVisibleAsync();
        await dora.Page.GetByRole(AriaRole.Link, new() { Name = "People" }).ClickAsync();
        await Expect(dora.Page.GetByRole(AriaRole.List, new() { Name = "People" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
    }

    static async Task<Guid> GroupAsync(Person owner, Person member)
    {
        var group = await owner.Api.CallAsync(Commands.CreateConversation, new("group", [member.Id], "Tea party"), Cancelled);
        return group.Id;
    }
}
