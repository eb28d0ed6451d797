using System.Text.Json;
using Microsoft.Playwright;
using Teahouse.Protocol;
using Teahouse.Testing;
using Teahouse.Tests.Push;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>
/// What Bob's browser tells him while he does not look. It has no push service that it could reach: its subscription is made up, what the
/// server brings to the address of it is opened here, and handed to his service worker as a browser would.
/// </summary>
public sealed class NotificationTests(Chromium chromium)
{
    const string Shown = """
        () => navigator.serviceWorker.getRegistration('/').then((registration) => registration.getNotifications())
          .then((all) => all.map((one) => `${one.title}|${one.body}`))
        """;

    [Fact]
    public async Task Bob_turns_notifications_on_and_is_told_while_Teahouse_is_closed()
    {
        await using var service = await PushService.OpenAsync();
        await using var server = await service.ServerAsync();
        await using var aisha = await server.PersonAsync("Aisha");
        await using var bobby = await server.PersonAsync("Bob");
        using var browser = new Teahouse.Tests.Push.Browser();
        await using var bob = await Visitor.LogInAsync(chromium, server.Address, bobby);
        await AllowAsync(bob, server, browser.At(service.Endpoint("laptop")));
        await bob.GoAsync("/settings/notifications");
        await bob.KeepsTheClientAsync();
        await bob.Page.GetByRole(AriaRole.Switch, new() { Name = "Notifications on this device" }).CheckAsync();
        await bob.PressAsync("Send a test");
        await Expect(bob.Page.GetByText("A test is on its way.")).ToBeVisibleAsync();
        Assert.Equal("test", (string?)(await service.NextAsync(browser))["kind"]);

        await using var courier = await CourierAsync(bob, server);
        await bob.Page.CloseAsync();
        foreach (var text in (string[])["the tea is ready", "it gets cold", "I drink it alone"])
        {
            await aisha.SaysAsync(bobby, text);
            await courier.BringAsync(await service.NextAsync(browser));
        }

        await Eventually.True("three messages are one notification", async () =>
            await courier.ShownAsync() is ["Aisha (3)|I drink it alone"]);

        // Opened again and read, nothing of it is left.
        var page = await bob.TabAsync();
        await page.GotoAsync(new Uri(server.Address, $"/c/{bobby.With(aisha)}").ToString());
        await Expect(page.GetByText("I drink it alone").Last).ToBeVisibleAsync();
        await Eventually.True("it is taken down", async () => await courier.ShownAsync(page) is []);
    }

    [Fact]
    public async Task Bob_who_looks_is_not_told_again_and_a_notification_leads_to_what_it_tells_of()
    {
        await using var server = await TestServer.StartAsync();
        await using var aisha = await server.PersonAsync("Aisha");
        await using var bobby = await server.PersonAsync("Bob");
        await aisha.SaysAsync(bobby, "the kettle is on");
        await using var bob = await Visitor.LogInAsync(chromium, server.Address, bobby);
        await AllowAsync(bob, server, subscription: null);
        await bob.KeepsTheClientAsync();
        await using var courier = await CourierAsync(bob, server);
        await courier.BringAsync(JsonSerializer.SerializeToNode(new
        {
            kind = "message", user_id = bobby.Id, conversation_id = bobby.With(aisha), title = "Aisha", what = "image", count = 1, unread = 1,
        })!);
        await courier.BringAsync(JsonSerializer.SerializeToNode(new { kind = "test", user_id = bobby.Id })!);
        await Eventually.True("the test alone is shown", async () =>
            await courier.ShownAsync(bob.Page) is ["Teahouse|Notifications work on this device."]);

        await courier.InWorkerAsync(Click($"{{ path: '/c/{bobby.With(aisha)}' }}"));
        await bob.SeesAsync("the kettle is on");
    }

    [Fact]
    public async Task A_notification_for_Bob_leads_to_his_account_in_the_browser_that_he_shares_with_Carol()
    {
        await using var server = await TestServer.StartAsync();
        await using var aisha = await server.PersonAsync("Aisha");
        await using var bobby = await server.PersonAsync("Bob");
        await using var carol = await server.PersonAsync("Carol");
        await aisha.SaysAsync(bobby, "the kettle is on");
        await using var shared = await Visitor.LogInAsync(chromium, server.Address, bobby);
        await shared.KeepsTheClientAsync();
        await shared.PressAsync("Accounts");
        await shared.ChooseAsync("Add an account");
        await shared.LogInAsync(carol.Username, carol.Password);
        await Expect(shared.Row("Aisha")).ToHaveCountAsync(0);
        await AllowAsync(shared, server, subscription: null);
        await using var courier = await CourierAsync(shared, server);
        await courier.InWorkerAsync(Click($"{{ path: '/c/{bobby.With(aisha)}', user: '{bobby.Id}' }}"));
        await shared.SeesAsync("the kettle is on");

        // With no page there, one is opened that says for whom.
        await shared.PressAsync("Accounts");
        await shared.ChooseAsync("Carol");
        await Expect(shared.Row("Aisha")).ToHaveCountAsync(0);
        await shared.GoAsync($"/c/{bobby.With(aisha)}#for={bobby.Id}");
        await shared.SeesAsync("the kettle is on");
    }

    [Fact]
    public async Task Bob_whose_browser_has_no_push_service_is_told_while_his_window_is_behind_others()
    {
        await using var server = await TestServer.StartAsync();
        await using var aisha = await server.PersonAsync("Aisha");
        await using var bobby = await server.PersonAsync("Bob");
        await aisha.SaysAsync(bobby, "the first");
        await using var bob = await Visitor.LogInAsync(chromium, server.Address, bobby);
        await AllowAsync(bob, server, subscription: null);
        await bob.Context.AddInitScriptAsync("PushManager.prototype.subscribe = async () => { throw new DOMException('none', 'AbortError') }");
        await bob.GoAsync("/settings/notifications");
        await bob.KeepsTheClientAsync();
        await bob.Page.GetByRole(AriaRole.Switch, new() { Name = "Notifications on this device" }).CheckAsync();
        await Expect(bob.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This browser gives no push address.");
        await Expect(bob.Page.GetByRole(AriaRole.Switch)).ToBeCheckedAsync();

        await using var courier = await CourierAsync(bob, server);
        await HideAsync(bob, courier);
        await aisha.SaysAsync(bobby, "the second");
        await Eventually.True("it is shown", async () => await courier.ShownAsync(bob.Page) is ["Aisha (2)|the second"]);
        await bobby.Api.CallAsync(Commands.Receipt, new(bobby.With(aisha), ReadSeq: 2), TestContext.Current.CancellationToken);
        await Eventually.True("what he reads elsewhere is taken down", async () => await courier.ShownAsync(bob.Page) is []);
    }

    [Fact]
    public async Task Bob_learns_why_his_browser_tells_him_nothing()
    {
        await using var server = await TestServer.StartAsync();
        await using var bobby = await server.PersonAsync("Bob");
        await using var bob = await Visitor.LogInAsync(chromium, server.Address, bobby);
        await bob.Page.AddInitScriptAsync("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })");
        await bob.GoAsync("/settings/notifications");
        await Expect(bob.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This browser blocks notifications from here.");
        await Expect(bob.Page.GetByRole(AriaRole.Switch)).ToBeDisabledAsync();
        await bob.Page.AddInitScriptAsync("delete window.PushManager");
        await bob.GoAsync("/settings/notifications");
        await Expect(bob.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This browser cannot show notifications.");
    }

    /// <summary>Shows a notification, and clicks it.</summary>
    static string Click(string data) => $$"""
        self.registration.showNotification('click me', { data: {{data}} })
          .then(() => self.registration.getNotifications())
          .then((all) => self.dispatchEvent(new NotificationEvent('notificationclick', { notification: all.find((one) => one.title === 'click me') })))
        """;

    static async Task AllowAsync(Visitor visitor, TestServer server, SubscribePush? subscription)
    {
        await visitor.Context.GrantPermissionsAsync(["notifications"], new() { Origin = server.Address.GetLeftPart(UriPartial.Authority) });
        if (subscription is not null)
        {
            var made = JsonSerializer.Serialize(new { endpoint = subscription.Endpoint, keys = new { p256dh = subscription.P256dh, auth = subscription.Auth } });
            await visitor.Context.AddInitScriptAsync($$"""
                (() => {
                  const made = { toJSON: () => ({{made}}), unsubscribe: async () => true };
                  PushManager.prototype.subscribe = async () => (localStorage.setItem('subscribed', 'yes'), made);
                  PushManager.prototype.getSubscription = async () => (localStorage.getItem('subscribed') ? made : null);
                })()
                """);
        }
    }

    /// <summary>Headless pages say that they are looked at, all at once: this one and its worker are told otherwise.</summary>
    static async Task HideAsync(Visitor visitor, Courier courier)
    {
        await courier.InWorkerAsync("Clients.prototype.matchAll = async () => []");
        await visitor.Page.EvaluateAsync("() => { document.hasFocus = () => false; window.dispatchEvent(new Event('blur')) }");
    }

    static async Task<Courier> CourierAsync(Visitor visitor, TestServer server)
    {
        // A page of another origin, which is no page of the worker's.
        var page = await visitor.Context.NewPageAsync();
        await page.GotoAsync($"http://localhost:{server.Address.Port}/healthz");
        var session = await visitor.Context.NewCDPSessionAsync(page);
        var origin = server.Address.GetLeftPart(UriPartial.Authority);
        var registration = "";
        session.Event("ServiceWorker.workerRegistrationUpdated").OnEvent += (_, told) =>
        {
            foreach (var one in told!.Value.GetProperty("registrations").EnumerateArray())
            {
                registration = one.GetProperty("scopeURL").GetString()!.StartsWith(origin, StringComparison.Ordinal)
                    ? one.GetProperty("registrationId").GetString()! : registration;
            }
        };
        await session.SendAsync("ServiceWorker.enable");
        await Eventually.True("the worker is known", () => registration.Length > 0);
        return new(visitor.Context, session, origin, registration);
    }

    /// <summary>Hands letters to a service worker as the browser's push service would.</summary>
    sealed class Courier(IBrowserContext context, ICDPSession session, string origin, string registration) : IAsyncDisposable
    {
        public Task<JsonElement?> BringAsync(System.Text.Json.Nodes.JsonNode letter) => session.SendAsync("ServiceWorker.deliverPushMessage", new()
        {
            ["origin"] = origin, ["registrationId"] = registration, ["data"] = letter.ToJsonString(),
        });

        /// <summary>What the browser shows, as a page that is open sees it, or one that is opened for it: that it is there must not matter.</summary>
        public async Task<string[]> ShownAsync(IPage? open = null)
        {
            var page = open ?? await context.NewPageAsync();
            try
            {
                if (open is null)
                {
                    await page.GotoAsync($"{origin}/robots.txt");
                }

                return await page.EvaluateAsync<string[]>(Shown);
            }
            finally
            {
                await (open is null ? page.CloseAsync() : Task.CompletedTask);
            }
        }

        /// <summary>Runs something in the worker, which only the browser reaches.</summary>
        public async Task InWorkerAsync(string script)
        {
            var targets = await session.SendAsync("Target.getTargets");
            var worker = targets!.Value.GetProperty("targetInfos").EnumerateArray().Last(one =>
                one.GetProperty("type").GetString() == "service_worker" && one.GetProperty("url").GetString()!.StartsWith(origin, StringComparison.Ordinal));
            var attached = await session.SendAsync("Target.attachToTarget", new()
            {
                ["targetId"] = worker.GetProperty("targetId").GetString()!, ["flatten"] = false,
            });
            await session.SendAsync("Target.sendMessageToTarget", new()
            {
                ["sessionId"] = attached!.Value.GetProperty("sessionId").GetString()!,
                ["message"] = JsonSerializer.Serialize(new { id = 1, method = "Runtime.evaluate", @params = new { expression = script, awaitPromise = true } }),
            });
        }

        public ValueTask DisposeAsync() => new(session.DetachAsync());
    }
}
