using Microsoft.Playwright;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>The panels around the conversation, looked at by axe-core like every other screen.</summary>
public sealed class PanelAccessibilityTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    static readonly string[] Doors = ["Invitation links", "For me", "Manage group", "Add people"];
    static readonly string[] ChineseDoors = ["邀请链接", "我的设置", "群管理", "添加成员"];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [ClassData(typeof(Looks))]
    public async Task Everybody_can_use_every_panel(bool phone, bool dark, string locale)
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        await using var carol = await server.PersonAsync("Carol");
        await BefriendAsync(alice, bob, carol);
        var group = await GroupAsync(alice, bob, carol);
        await using var visitor = await Visitor.LogInAsync(chromium, server.Address, alice, new(phone, dark, locale));
        var page = visitor.Page;
        await visitor.Row("Tea party").ClickAsync(new() { Button = MouseButton.Right });
        await Expect(page.GetByRole(AriaRole.Menu)).ToBeVisibleAsync();
        await AccessibilityTests.LookAsync(page, "menu of a conversation");
        foreach (var (path, shown) in await PathsAsync(alice, carol))
        {
            await visitor.GoAsync(path);
            await Expect(page.Locator(shown).Locator("visible=true").First).ToBeVisibleAsync();
            await AccessibilityTests.LookAsync(page, path);
        }

        await visitor.GoAsync($"/c/{group}");
        await visitor.OpenPanelAsync("Tea party");
        await AccessibilityTests.LookAsync(page, "group");
        foreach (var door in locale == "zh-CN" ? ChineseDoors : Doors)
        {
            await visitor.Dialog.GetByRole(AriaRole.Button, new() { Name = door }).ClickAsync();
            await AccessibilityTests.LookAsync(page, door);
            await visitor.Dialog.Locator("header button").First.ClickAsync();
        }
    }

    static async Task BefriendAsync(Person alice, Person bob, Person carol)
    {
        await bob.Api.CallAsync(Commands.RequestContact, new(alice.Id, "Hello, Alice"), Cancelled);
        await carol.Api.CallAsync(Commands.RequestContact, new(alice.Id), Cancelled);
        await alice.Api.CallAsync(Commands.AnswerContactRequest, new(carol.Id, true), Cancelled);
        await alice.Api.CallAsync(Commands.UpdateContact, new(carol.Id, "小卡", ["tea"], true), Cancelled);
    }

    static async Task<Guid> GroupAsync(Person alice, Person bob, Person carol)
    {
        var create = new CreateConversation("group", [bob.Id, carol.Id], "Tea party", "Every day at six", "🫖");
        var group = await alice.Api.CallAsync(Commands.CreateConversation, create, Cancelled);
        var announced = new UpdateConversation(group.Id, Announcement: "Bring a cup", Retention: new("days", 30));
        await alice.Api.CallAsync(Commands.UpdateConversation, announced, Cancelled);
        await alice.Api.CallAsync(Commands.CreateInvite, new(group.Id), Cancelled);
        await bob.Api.CallAsync(Commands.Send, new(new TextContent("One lump or two?"), Ids.New(), group.Id), Cancelled);
        await alice.Api.CallAsync(Commands.UpdatePreferences, new(group.Id, Level: "none", Pinned: true), Cancelled);
        return group.Id;
    }

    /// <summary>Every page, and what is seen once it is whole.</summary>
    static async Task<(string Path, string Shown)[]> PathsAsync(Person alice, Person carol)
    {
        var workspace = await alice.Api.CallAsync(Commands.CreateWorkspace, new("Green Leaf", "A house of tea"), Cancelled);
        var channel = new CreateConversation("channel", [], "oolong", "Half green", WorkspaceId: workspace.Id, Public: true);
        await alice.Api.CallAsync(Commands.CreateConversation, channel, Cancelled);
        var invite = await alice.Api.CallAsync(Commands.CreateWorkspaceInvite, new(workspace.Id), Cancelled);
        var house = $"/w/{workspace.Id}";
        return
        [
            ("/contacts", "text=小卡"), ($"/contacts/{carol.Id}", "text=tea"), ("/contacts/requests", "text=Hello, Alice"),
            ("/contacts/add", "form"), ("/contacts/code", "svg[role=img]"), (house, "text=oolong"), ($"{house}/browse", "text=Half green"),
            ($"{house}/people", $"text=@{alice.Username}"), ($"{house}/invites", "svg[role=img]"), ($"{house}/settings", "form"),
            ($"/join/{invite.Code}", "text=A house of tea"), ("/settings", "nav li"), ("/settings/profile", "form"),
            ("/settings/privacy", "[role=switch]"), ("/settings/blocked", "h3"), ("/settings/appearance", "fieldset"),
            ("/settings/account", "form"), ("/settings/notifications", "[role=switch]"),
        ];
    }
}
