using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Accounts;

public sealed class ProfilesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Alice_changes_her_profile_and_her_devices_and_the_house_hear_of_it()
    {
        await using var node = new AccountsNode(database);
        var alice = await node.RegisterAsync("alice");
        var changed = await node.AskAsync(Commands.UpdateMe, new("  Alicia ", "Tea,\nand more tea."), alice);
        Assert.Equal(alice.User with { DisplayName = "Alicia", About = "Tea,\nand more tea." }, changed);
        Assert.Equal([new UserUpdate(changed), new ChangedUpdate(2)], node.Told(alice.User.Id));
        Assert.Single(await node.FactsAsync("accounts.user_changed"), f => f == $$"""{"user_id":"{{alice.User.Id}}"}""");

        Assert.Equal(changed, await node.AskAsync(Commands.GetMe, Nothing.Value, alice));
        Assert.Equal("Alicia", (await node.AskAsync(Commands.UpdateMe, new(About: ""), alice)).DisplayName);
        Assert.Null((await node.AskAsync(Commands.GetMe, Nothing.Value, alice)).About);
    }

    [Fact]
    public async Task A_change_that_changes_nothing_is_told_to_nobody()
    {
        await using var node = new AccountsNode(database);
        var bob = await node.RegisterAsync("bob");
        Assert.Equal(bob.User, await node.AskAsync(Commands.UpdateMe, new(), bob));
        Assert.Equal(bob.User, await node.AskAsync(Commands.UpdateMe, new("bob", ""), bob));
        Assert.Empty(node.Told(bob.User.Id));
        Assert.Equal(1, await node.People.VersionAsync(bob.User.Id, AccountsNode.Stop));
    }

    [Fact]
    public async Task Text_that_is_too_long_or_could_fool_a_reader_is_refused_and_changes_nothing()
    {
        await using var node = new AccountsNode(database);
        var carol = await node.RegisterAsync("carol");
        UpdateMe[] wrong = [new(" "), new("Ca\u202erol"), new(About: new string('x', 281)), new("Carola", "be\u0007ll"), new("Carola", "\u2067")];
        foreach (var request in wrong)
        {
            Assert.Equal("invalid_field", (await node.RefusedAsync(Commands.UpdateMe, request, carol)).Code);
        }

        Assert.Equal(carol.User, await node.AskAsync(Commands.GetMe, Nothing.Value, carol));
        Assert.Equal(280, (await node.AskAsync(Commands.UpdateMe, new(About: new string('x', 280)), carol)).About!.Length);
    }

    [Fact]
    public async Task Alice_says_what_she_is_doing_until_she_says_no_more()
    {
        await using var node = new AccountsNode(database);
        var henry = await node.RegisterAsync("henry");
        var until = node.Time.GetUtcNow().AddHours(1);
        var busy = await node.AskAsync(Commands.UpdateMe, new(Status: new("🍵", " at tea ", until)), henry);
        Assert.Equal(henry.User with { Status = new("🍵", "at tea", until) }, busy);
        Assert.Equal(busy, await node.AskAsync(Commands.UpdateMe, new(Status: new("🍵", "at tea", until)), henry));
        Assert.Equal([new UserUpdate(busy), new ChangedUpdate(2)], node.Told(henry.User.Id));

        // Other fields leave it alone.
        Assert.Equal(busy.Status, (await node.AskAsync(Commands.UpdateMe, new(About: "tea"), henry)).Status);
        Assert.Equal(new("👨‍👩‍👧"), (await node.AskAsync(Commands.UpdateMe, new(Status: new("👨‍👩‍👧")), henry)).Status);
        Assert.Null((await node.AskAsync(Commands.UpdateMe, new(Status: new(" ", "")), henry)).Status);
        Assert.Null((await node.AskAsync(Commands.GetMe, Nothing.Value, henry)).Status);
    }

    [Fact]
    public async Task A_status_that_is_none_is_refused()
    {
        await using var node = new AccountsNode(database);
        var iris = await node.RegisterAsync("iris");
        var now = node.Time.GetUtcNow();
        Status[] wrong = [new("tea"), new("🍵 🍵"), new(Text: new string('x', 101)), new(Text: "be\u0007ll"), new("🍵", "over", now)];
        foreach (var status in wrong)
        {
            Assert.Equal("invalid_field", (await node.RefusedAsync(Commands.UpdateMe, new(Status: status), iris)).Code);
        }

        Assert.Equal(iris.User, await node.AskAsync(Commands.GetMe, Nothing.Value, iris));
    }

    [Fact]
    public async Task A_status_ends_at_its_time_and_everybody_hears_of_it()
    {
        await using var node = new AccountsNode(database);
        var jack = await node.RegisterAsync("jack");
        await node.AskAsync(Commands.UpdateMe, new(Status: new(Text: "lunch", Until: node.Time.GetUtcNow().AddHours(1))), jack);
        await node.Profiles.EndStatusesAsync(AccountsNode.Stop);
        Assert.NotNull((await node.AskAsync(Commands.GetMe, Nothing.Value, jack)).Status);

        node.Time.Advance(TimeSpan.FromHours(1));
        await node.Profiles.EndStatusesAsync(AccountsNode.Stop);
        Assert.Equal(jack.User, await node.AskAsync(Commands.GetMe, Nothing.Value, jack));
        Assert.Equal([new UserUpdate(jack.User), new ChangedUpdate(3)], node.Told(jack.User.Id).Skip(2));
        Assert.Equal(2, (await node.FactsAsync("accounts.user_changed")).Count(f => f.Contains(jack.User.Id.ToString())));
    }

    [Fact]
    public async Task Others_are_seen_by_id_and_strangers_to_the_house_are_left_out()
    {
        await using var node = new AccountsNode(database);
        var faith = await node.RegisterAsync("faith");
        var grace = await node.RegisterAsync("grace");
        Assert.Equal(grace.User, await node.AskAsync(Commands.GetUser, new(grace.User.Id), faith));
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.GetUser, new(Ids.New()), faith)).Code);

        var seen = await node.People.SeenByAsync(faith.User.Id, [grace.User.Id, Ids.New(), faith.User.Id], AccountsNode.Stop);
        Assert.Equal(new[] { faith.User, grace.User }.OrderBy(u => u.Id), seen.OrderBy(u => u.Id));
        Assert.True(await node.People.ExistsAsync(faith.User.Id, AccountsNode.Stop));
        Assert.False(await node.People.ExistsAsync(Ids.New(), AccountsNode.Stop));
        Assert.Equal(0, await node.People.VersionAsync(Ids.New(), AccountsNode.Stop));
    }
}
