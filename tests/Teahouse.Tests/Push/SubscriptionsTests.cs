using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Push;

/// <summary>The devices that Bob has pushed to, until he or the push service has enough.</summary>
public sealed class SubscriptionsTests
{
    static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bob_sees_his_devices_changes_his_mind_and_has_them_forgotten()
    {
        await using var service = await PushService.OpenAsync();
        await using var server = await service.ServerAsync();
        await using var bob = await server.PersonAsync("Bob");
        using var browser = new Browser();
        var phone = await bob.Api.CallAsync(Commands.SubscribePush, browser.At(service.Endpoint("phone")), Patience);
        Assert.Equal(("127.0.0.1", true, true), (phone.Service, phone.Previews, phone.Current));
        await bob.Api.CallAsync(Commands.SubscribePush, browser.At(service.Endpoint("phone"), previews: false), Patience);

        // Another session of the same browser: it is one device.
        var again = server.Api((await bob.LogInAsync("phone")).Token);
        var laptop = server.Api((await bob.LogInAsync("laptop")).Token);
        await again.CallAsync(Commands.SubscribePush, browser.At(service.Endpoint("phone"), previews: false), Patience);
        await laptop.CallAsync(Commands.SubscribePush, browser.At(service.Endpoint("laptop")), Patience);
        var list = (await laptop.CallAsync(Commands.ListPushSubscriptions, Nothing.Value, Patience)).Subscriptions;
        Assert.Equal([(false, false), (true, true)], list.Select(s => (s.Previews, s.Current)));

        await bob.Api.CallAsync(Commands.UnsubscribePush, new(list[0].SessionId), Patience);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => bob.Api.CallAsync(Commands.UnsubscribePush, new(list[0].SessionId), Patience));
        Assert.Equal("not_found", refused.Code);
        await laptop.CallAsync(Commands.LogOut, Nothing.Value, Patience);
        await Eventually.True("who has logged out is pushed to no longer", async () =>
            (await bob.Api.CallAsync(Commands.ListPushSubscriptions, Nothing.Value, Patience)).Subscriptions.Count == 0);
    }

    [Fact]
    public async Task Nobody_has_the_server_push_to_its_own_network_or_without_encryption()
    {
        await using var server = await TestServer.StartAsync();
        await using var eve = await server.PersonAsync("Eve");
        using var browser = new Browser();
        var good = browser.At(new("https://push.example/device"));
        SubscribePush[] bad =
        [
            .. ((string[])
            [
                "https://10.0.0.1/x", "https://127.0.0.1/x", "https://[::1]/x", "https://[::ffff:192.168.0.1]/x", "https://169.254.169.254/x",
                "http://push.example/x", "https://push.example:8443/x", "https://eve@push.example/x", "ftp://push.example/x", "push.example", "",
                $"https://push.example/{new string('x', Limits.PushEndpointChars)}",
            ]).Select(endpoint => good with { Endpoint = endpoint }),
            good with { P256dh = "" }, good with { P256dh = "BAAA" }, good with { P256dh = $"BA{new string('A', 85)}" },
            good with { P256dh = new string('!', 87) }, good with { Auth = "short" }, good with { Auth = new string('A', 4000) },
        ];
        foreach (var request in bad)
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => eve.Api.CallAsync(Commands.SubscribePush, request, Patience));
            Assert.Equal("invalid_field", refused.Code);
        }

        Assert.Empty((await eve.Api.CallAsync(Commands.ListPushSubscriptions, Nothing.Value, Patience)).Subscriptions);
        await eve.Api.CallAsync(Commands.SubscribePush, good, Patience);
    }

    [Fact]
    public async Task Bob_tries_it_out_and_what_the_push_service_has_forgotten_is_forgotten_here()
    {
        await using var service = await PushService.OpenAsync();
        await using var server = await service.ServerAsync();
        await using var bob = await server.PersonAsync("Bob");
        var refused = await Assert.ThrowsAsync<RefusedException>(() => bob.Api.CallAsync(Commands.TestPush, Nothing.Value, Patience));
        Assert.Equal("not_found", refused.Code);
        using var browser = new Browser();
        await bob.Api.CallAsync(Commands.SubscribePush, browser.At(service.Endpoint("phone")), Patience);
        await bob.Api.CallAsync(Commands.TestPush, Nothing.Value, Patience);
        Assert.Equal("test", (string?)(await service.NextAsync(browser))["kind"]);

        service.Answers.Enqueue(410);
        await bob.Api.CallAsync(Commands.TestPush, Nothing.Value, Patience);
        await Eventually.True("the device is forgotten", async () =>
            (await bob.Api.CallAsync(Commands.ListPushSubscriptions, Nothing.Value, Patience)).Subscriptions.Count == 0);
    }

    [Fact]
    public async Task A_push_service_that_wants_less_is_asked_again_later_and_not_for_ever()
    {
        await using var service = await PushService.OpenAsync();
        await using var server = await service.ServerAsync(("push.tries", "2"));
        await using var bob = await server.PersonAsync("Bob");
        using var browser = new Browser();
        await bob.Api.CallAsync(Commands.SubscribePush, browser.At(service.Endpoint("phone")), Patience);
        service.Answers.Enqueue(429);
        await bob.Api.CallAsync(Commands.TestPush, Nothing.Value, Patience);
        Assert.Equal("test", (string?)(await service.NextAsync(browser))["kind"]);
        Assert.Equal(2, service.Asked);

        service.Answers.Enqueue(503);
        service.Answers.Enqueue(503);
        await bob.Api.CallAsync(Commands.TestPush, Nothing.Value, Patience);
        await Eventually.True("it is given up", async () =>
            service.Asked == 4 && await server.Database.ScalarAsync<long>("SELECT count(*) FROM push.notice") == 0);
        Assert.Empty(service.Taken);
    }
}
