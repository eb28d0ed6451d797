using Microsoft.Playwright;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>One's own things: profile, devices, password, language, theme.</summary>
public sealed class SettingsTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Alice_logs_out_her_other_device_which_then_keeps_nothing()
    {
        await using var laptop = await Visitor.RegisterAsync(chromium, server.Address, "Alice");
        await using var phone = await Visitor.OpenAsync(chromium, server.Address, "Phone", new(Phone: true));
        await phone.LogInAsync(laptop.Username, laptop.Password);
        await laptop.GoAsync("/settings/devices");
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Log out Chrome · Linux" }).ClickAsync();
        await laptop.Page.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        await Expect(phone.Page.GetByText("This device was logged out.")).ToBeVisibleAsync();
        Assert.Equal(0, await phone.Page.EvaluateAsync<int>("""
            () => new Promise(resolve => {
              const opening = indexedDB.open('teahouse');
              opening.onsuccess = () => {
                const all = opening.result.transaction('users').objectStore('users').count();
                all.onsuccess = () => resolve(all.result);
              };
            })
            """));
        await Expect(laptop.Page.GetByText("Chrome · Linux")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Bob_sees_the_new_name_of_Alice()
    {
        await using var alice = await Visitor.RegisterAsync(chromium, server.Address, "Alice");
        await using var bob = await Visitor.RegisterAsync(chromium, server.Address, "Bob");
        await alice.FindAsync(bob.Username, "Bob");
        await alice.SayAsync("hello");
        await Expect(bob.Row("Alice")).ToBeVisibleAsync();
        await alice.GoAsync("/settings/profile");
        await alice.Page.GetByLabel("Name shown to others").FillAsync("爱丽丝");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).First.ClickAsync();
        await Expect(alice.Page.GetByText("Saved", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(bob.Row("爱丽丝")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Alice_logs_in_with_her_new_password_only()
    {
        await using var alice = await Visitor.RegisterAsync(chromium, server.Address, "Alice");
        await alice.GoAsync("/settings/account");
        await alice.Page.GetByLabel("Current password").FillAsync(alice.Password);
        await alice.Page.GetByLabel("New password").FillAsync("a better password");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
        await Expect(alice.Page.GetByText("Password changed.")).ToBeVisibleAsync();
        alice.LogsOut = true;
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Log out", Exact = true }).ClickAsync();
        await alice.Page.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        await alice.LogInAsync(alice.Username, "a better password");
    }

    [Fact]
    public async Task Ming_reads_the_client_in_Chinese_and_chooses_the_dark_theme_which_stay_after_a_reload()
    {
        await using var ming = await Visitor.OpenAsync(chromium, server.Address, "Ming", new(Locale: "zh-CN"));
        await Expect(ming.Page.GetByRole(AriaRole.Heading, new() { Name = "欢迎回来" })).ToBeVisibleAsync();
        await ming.Page.GetByLabel("语言").SelectOptionAsync("en");
        await Expect(ming.Page.GetByRole(AriaRole.Heading, new() { Name = "Welcome back" })).ToBeVisibleAsync();
        await ming.Page.GetByLabel("Language").SelectOptionAsync("zh-Hans");
        await using var account = await server.PersonAsync("Ming");
        await ming.LogInAsync(account.Username, account.Password);
        await ming.GoAsync("/settings/appearance");
        await ming.Page.GetByText("深色").ClickAsync();
        await ming.Page.ReloadAsync();
        await Expect(ming.Page.Locator("html[data-theme=dark][lang=zh-Hans]")).ToBeAttachedAsync();
        await Expect(ming.Page.GetByRole(AriaRole.Heading, new() { Name = "外观" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Alice_chooses_the_theme_on_her_laptop_and_her_phone_follows()
    {
        await using var laptop = await Visitor.RegisterAsync(chromium, server.Address, "Alice");
        await using var phone = await Visitor.OpenAsync(chromium, server.Address, "Phone", new(Phone: true));
        await phone.LogInAsync(laptop.Username, laptop.Password);
        await laptop.GoAsync("/settings/appearance");
        await laptop.Page.GetByText("Dark").ClickAsync();
        await Expect(phone.Page.Locator("html[data-theme=dark]")).ToBeAttachedAsync();
        await laptop.Page.GetByLabel("Language").SelectOptionAsync("zh-Hans");
        await Expect(phone.Page.GetByRole(AriaRole.Link, new() { Name = "通讯录" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Alice_says_what_she_is_doing_and_who_may_write_to_her()
    {
        await using var alice = await Visitor.RegisterAsync(chromium, server.Address, "Alice");
        await using var bob = await server.PersonAsync("Bob");
        await alice.GoAsync("/settings/profile");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "🍜" }).ClickAsync();
        await alice.Page.GetByLabel("In a few words").FillAsync("At lunch");
        await alice.Page.Locator("form").Last.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Link).Filter(new() { HasText = "🍜 At lunch" })).ToBeVisibleAsync();
        await alice.GoAsync("/settings/privacy");
        await alice.Page.GetByRole(AriaRole.Switch, new() { Name = "Read receipts" }).UncheckAsync();
        await alice.Page.GetByLabel("Who may write to me first").SelectOptionAsync("nobody");
        await alice.Page.ReloadAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Switch, new() { Name = "Read receipts" })).Not.ToBeCheckedAsync();
        await Expect(alice.Page.GetByLabel("Who may write to me first")).ToHaveValueAsync("nobody");
        var found = await bob.Api.CallAsync(Commands.FindUsers, new(alice.Username), TestContext.Current.CancellationToken);
        Assert.Equal("🍜", Assert.Single(found.Users).Status!.Emoji);
    }

    [Fact]
    public async Task Alice_closes_her_account_with_her_password()
    {
        await using var alice = await Visitor.RegisterAsync(chromium, server.Address, "Alice");
        alice.LogsOut = true;
        await alice.GoAsync("/settings/account");
        await alice.PressAsync("Close account");
        await alice.Dialog.GetByLabel("Current password").FillAsync("a guess of somebody else");
        await alice.Dialog.GetByRole(AriaRole.Button, new() { Name = "Close account" }).ClickAsync();
        await Expect(alice.Dialog.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await alice.Dialog.GetByLabel("Current password").FillAsync(alice.Password);
        await alice.Dialog.GetByRole(AriaRole.Button, new() { Name = "Close account" }).ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Heading, new() { Name = "Welcome back" })).ToBeVisibleAsync();
    }
}
