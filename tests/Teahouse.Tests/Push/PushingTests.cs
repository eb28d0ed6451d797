using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Push;

/// <summary>From what Aisha writes to what the push service of Bob's browser is brought.</summary>
public sealed class PushingTests
{
    static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Aisha_writes_and_Bobs_phone_that_is_off_is_told_what_and_how_many()
    {
        await using var service = await PushService.OpenAsync();
        await using var server = await service.ServerAsync();
        var (aisha, bob) = (await server.PersonAsync("Aisha"), await server.PersonAsync("Bob"));
        using var phone = await SubscribeAsync(bob, service);
        var sent = await aisha.SaysAsync(bob, "the tea\nis ready");
        await Eventually.True("it is pushed", () => service.Taken.TryPeek(out _));
        Assert.True(service.Taken.TryPeek(out var pushed));
        var key = await bob.Api.CallAsync(Commands.GetPushKey, Nothing.Value, Patience);
        Assert.True(service.Trusts(pushed, key.Key));
        Assert.Equal(("/push/phone", "high", "86400"), (pushed.Path, pushed.Urgency, pushed.Ttl));
        Assert.InRange(pushed.Topic.Length, 1, 32);

        var letter = await service.NextAsync(phone);
        Assert.Equal(("message", "Aisha", "the tea is ready"), ((string?)letter["kind"], (string?)letter["title"], (string?)letter["text"]));
        Assert.Equal((bob.Id, sent.ConversationId, sent.Seq), ((Guid)letter["user_id"]!, (Guid)letter["conversation_id"]!, (long)letter["seq"]!));
        Assert.Equal((1, 1L), ((int)letter["count"]!, (long)letter["unread"]!));

        await aisha.SaysAsync(bob, "it gets cold");
        await Eventually.True("that is pushed too", () => service.Taken.TryPeek(out _));
        Assert.True(service.Taken.TryPeek(out var second));
        Assert.Equal(pushed.Topic, second.Topic);
        Assert.Equal(pushed.Authorization, second.Authorization);
        Assert.Equal(2, (int)(await service.NextAsync(phone))["count"]!);
    }

    [Fact]
    public async Task What_comes_at_once_is_one_push_and_without_previews_it_says_nothing_of_the_words()
    {
        await using var service = await PushService.OpenAsync();
        await using var server = await service.ServerAsync(("push.delay_ms", "1500"));
        var (aisha, bob) = (await server.PersonAsync("Aisha"), await server.PersonAsync("Bob"));
        using var phone = await SubscribeAsync(bob, service, previews: false);
        foreach (var text in (string[])["one", "two", "three"])
        {
            await aisha.SaysAsync(bob, text);
        }

        var letter = await service.NextAsync(phone);
        Assert.Equal((3, null, "Aisha", "text"), ((int)letter["count"]!, letter["text"], (string?)letter["title"], (string?)letter["what"]));
        Assert.Empty(service.Taken);
    }

    [Fact]
    public async Task The_device_at_which_Bob_looks_is_not_pushed_to_and_the_other_is()
    {
        await using var service = await PushService.OpenAsync();
        await using var server = await service.ServerAsync();
        var (aisha, bob) = (await server.PersonAsync("Aisha"), await server.PersonAsync("Bob"));
        using var phone = await SubscribeAsync(bob, service);
        var laptop = await bob.DeviceAsync("laptop");
        using var browser = new Browser();
        await laptop.CallAsync(Commands.SubscribePush, browser.At(service.Endpoint("laptop")), Patience);
        await aisha.SaysAsync(bob, "here I am");
        await Eventually.True("it is pushed", () => !service.Taken.IsEmpty);
        Assert.Equal(["/push/phone"], service.Taken.Select(p => p.Path));

        service.Taken.Clear();
        await laptop.CallAsync(Commands.Watch, new([], Active: false), Patience);
        await aisha.SaysAsync(bob, "still here");
        await Eventually.True("both are told", () => service.Taken.Count == 2);
        Assert.Equal(["/push/laptop", "/push/phone"], service.Taken.Select(p => p.Path).Order());
    }

    [Fact]
    public async Task What_Bob_has_read_and_what_Aisha_has_taken_back_meanwhile_is_not_pushed()
    {
        await using var service = await PushService.OpenAsync();
        await using var server = await service.ServerAsync(("push.delay_ms", "2000"));
        var (aisha, bob, carol) = (await server.PersonAsync("Aisha"), await server.PersonAsync("Bob"), await server.PersonAsync("Carol"));
        using var phone = await SubscribeAsync(bob, service);
        var read = await aisha.SaysAsync(bob, "read at once");
        await bob.Api.CallAsync(Commands.Receipt, new(read.ConversationId, ReadSeq: read.Seq), Patience);
        var recalled = await aisha.SaysAsync(bob, "not for you");
        await aisha.Api.CallAsync(Commands.RecallMessage, new(recalled.ConversationId, recalled.Seq), Patience);
        await carol.SaysAsync(bob, "good evening");
        Assert.Equal("Carol", (string?)(await service.NextAsync(phone))["title"]);
        Assert.Empty(service.Taken);
    }

    [Fact]
    public async Task Bob_hears_of_a_group_what_he_wants_to_hear()
    {
        await using var service = await PushService.OpenAsync();
        await using var server = await service.ServerAsync();
        var (aisha, bob, carol) = (await server.PersonAsync("Aisha"), await server.PersonAsync("Bob"), await server.PersonAsync("Carol"));
        using var phone = await SubscribeAsync(bob, service);
        var group = await aisha.Api.CallAsync(Commands.CreateConversation, new("group", [bob.Id, carol.Id], "tea"), Patience);
        await SayAsync(aisha, group.Id, "all");
        var letter = await service.NextAsync(phone);
        Assert.Equal(("tea", "Aisha", "all"), ((string?)letter["title"], (string?)letter["sender"], (string?)letter["text"]));

        await PreferAsync(new(group.Id, Level: "none"));
        await SayAsync(aisha, group.Id, $"none <@{bob.Id}>");
        await PreferAsync(new(group.Id, Level: "mentions"));
        await SayAsync(aisha, group.Id, "nobody in particular");
        await SayAsync(aisha, group.Id, $"<@{bob.Id}>, a cup?");
        letter = await service.NextAsync(phone);
        Assert.Equal(("@Bob, a cup?", true), ((string?)letter["text"], (bool?)letter["mentioned"]));

        await PreferAsync(new(group.Id, Level: "all", MutedUntil: TimeProvider.System.GetUtcNow().AddHours(1)));
        await SayAsync(aisha, group.Id, "muted");
        await bob.Api.CallAsync(Commands.Block, new(carol.Id), Patience);
        await PreferAsync(new(group.Id, MutedUntil: TimeProvider.System.GetUtcNow().AddHours(-1)));
        await bob.Api.CallAsync(Commands.Receipt, new(group.Id, ReadSeq: (await bob.Api.CallAsync(Commands.GetConversation, new(group.Id), Patience)).LastSeq), Patience);
        await SayAsync(carol, group.Id, "blocked");
        await SayAsync(bob, group.Id, "my own");
        await PreferAsync(new(group.Id, Hidden: true));
        await SayAsync(aisha, group.Id, "hidden");
        await aisha.SaysAsync(bob, "the end");
        Assert.Equal("the end", (string?)(await service.NextAsync(phone))["text"]);
        Assert.Empty(service.Taken);

        Task PreferAsync(UpdatePreferences preferences) => bob.Api.CallAsync(Commands.UpdatePreferences, preferences, Patience);
    }

    [Fact]
    public async Task A_push_that_waits_survives_a_restart_and_one_that_is_too_old_is_dropped()
    {
        await using var service = await PushService.OpenAsync();
        await using var server = await service.ServerAsync(("push.delay_ms", "8000"));
        var (aisha, bob, carol) = (await server.PersonAsync("Aisha"), await server.PersonAsync("Bob"), await server.PersonAsync("Carol"));
        using var phone = await SubscribeAsync(bob, service);
        await carol.Api.CallAsync(Commands.Send, new(new TextContent("of yesterday"), Ids.New(), RecipientId: bob.Id), Patience);
        await Eventually.True("it waits", async () => await server.Database.ScalarAsync<long>("SELECT count(*) FROM push.notice") == 1);
        await server.Database.ExecuteAsync("UPDATE chat.message SET sent_at = sent_at - interval '1 day'");
        await aisha.Api.CallAsync(Commands.Send, new(new TextContent("of today"), Ids.New(), RecipientId: bob.Id), Patience);
        await Eventually.True("both wait", async () => await server.Database.ScalarAsync<long>("SELECT count(*) FROM push.notice") == 2);
        await server.RestartAsync();
        Assert.Equal("of today", (string?)(await service.NextAsync(phone))["text"]);
        await Eventually.True("nothing waits", async () => await server.Database.ScalarAsync<long>("SELECT count(*) FROM push.notice") == 0);
        Assert.Empty(service.Taken);
    }

    static Task<Sent> SayAsync(Person person, Guid conversation, string text) =>
        person.Api.CallAsync(Commands.Send, new(new TextContent(text), Ids.New(), conversation), Patience);

    static async Task<Browser> SubscribeAsync(Person person, PushService service, bool previews = true)
    {
        var browser = new Browser();
        await person.Api.CallAsync(Commands.SubscribePush, browser.At(service.Endpoint("phone"), previews), Patience);
        return browser;
    }
}
