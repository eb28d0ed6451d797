using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Accounts;

public sealed class SettingsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Alice_changes_what_she_names_and_her_devices_and_the_house_hear_of_it()
    {
        await using var node = new AccountsNode(database);
        var alice = await node.RegisterAsync("alice");
        Assert.Equal(new Settings(1), await node.AskAsync(Commands.GetSettings, Nothing.Value, alice));

        var changed = await node.AskAsync(Commands.UpdateSettings, new(ReadReceipts: false, LastSeen: "contacts", Strangers: "nobody"), alice);
        Assert.Equal(new Settings(2, ReadReceipts: false, LastSeen: "contacts", Strangers: "nobody"), changed);
        Assert.Equal(changed, await node.AskAsync(Commands.GetSettings, Nothing.Value, alice));
        Assert.Equal([new ChangedUpdate(2)], node.Told(alice.User.Id));
        Assert.Single(await node.FactsAsync("accounts.privacy_changed"), f => f == $$"""{"user_id":"{{alice.User.Id}}"}""");

        var privacy = (await node.People.PrivacyAsync([alice.User.Id, Ids.New()], AccountsNode.Stop)).Values;
        Assert.Equal([new Privacy(alice.User.Id, Audience.Everyone, Audience.Contacts, Audience.Nobody, false, false)], privacy);
    }

    [Fact]
    public async Task How_a_client_looks_is_the_same_on_all_devices_and_nobody_elses_business()
    {
        await using var node = new AccountsNode(database);
        var bob = await node.RegisterAsync("bob");
        var dark = await node.AskAsync(Commands.UpdateSettings, new(Language: "zh-Hans", Theme: "dark"), bob);
        Assert.Equal(("zh-Hans", "dark"), (dark.Language, dark.Theme));
        Assert.Equal(dark with { Version = 3, Theme = null }, await node.AskAsync(Commands.UpdateSettings, new(Theme: ""), bob));
        Assert.DoesNotContain(await node.FactsAsync("accounts.privacy_changed"), f => f.Contains(bob.User.Id.ToString()));
    }

    [Fact]
    public async Task A_change_that_changes_nothing_is_told_to_nobody()
    {
        await using var node = new AccountsNode(database);
        var carol = await node.RegisterAsync("carol");
        Assert.Equal(new Settings(1), await node.AskAsync(Commands.UpdateSettings, new(), carol));
        Assert.Equal(new Settings(1), await node.AskAsync(Commands.UpdateSettings, new(true, "everyone", Theme: ""), carol));
        Assert.Empty(node.Told(carol.User.Id));
    }

    [Fact]
    public async Task What_a_setting_cannot_be_is_refused_and_changes_nothing()
    {
        await using var node = new AccountsNode(database);
        var dora = await node.RegisterAsync("dora");
        UpdateSettings[] wrong =
        [
            new(LastSeen: "friends"), new(Online: ""), new(Strangers: "Everyone"), new(Findable: "everyone"), new(Language: "d e"),
            new(Theme: new string('x', 36)), new(ReadReceipts: false, Theme: "<dark>"),
        ];
        foreach (var request in wrong)
        {
            Assert.Equal("invalid_field", (await node.RefusedAsync(Commands.UpdateSettings, request, dora)).Code);
        }

        Assert.Equal(new Settings(1), await node.AskAsync(Commands.GetSettings, Nothing.Value, dora));
    }

    [Fact]
    public async Task Two_devices_that_change_different_settings_at_once_both_get_their_way()
    {
        await using var node = new AccountsNode(database);
        var erin = await node.RegisterAsync("erin");
        await Task.WhenAll(
            node.AskAsync(Commands.UpdateSettings, new(Online: "nobody"), erin),
            node.AskAsync(Commands.UpdateSettings, new(LastSeen: "nobody"), erin),
            node.AskAsync(Commands.UpdateSettings, new(Strangers: "contacts"), erin),
            node.AskAsync(Commands.UpdateSettings, new(Findable: "name"), erin));
        var settings = await node.AskAsync(Commands.GetSettings, Nothing.Value, erin);
        Assert.Equal(new Settings(5, true, "nobody", "nobody", "contacts", "name"), settings);
    }
}
