using Microsoft.Extensions.DependencyInjection;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Chat;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Push;

/// <summary>Push: lets devices that nobody looks at know of messages, by the push service of their browser (RFC 8030).</summary>
public static class PushModule
{
    public static Door Door { get; } = new("push") { Options = typeof(PushOptions), Add = Add, Core = Bind, Worker = Listen };

    static void Add(IServiceCollection services) => services
        .AddSingleton<Vapid>()
        .AddSingleton<Subscriptions>()
        .AddSingleton<Attended>()
        .AddSingleton<Noticing>()
        .AddSingleton<Carrier>()
        .AddSingleton<Pushing>();

    static void Bind(Core core)
    {
        core.Handle(Commands.GetPushKey, core.Services.GetRequiredService<Vapid>().GetAsync);
        var subscriptions = core.Services.GetRequiredService<Subscriptions>();
        core.Handle(Commands.SubscribePush, subscriptions.SubscribeAsync);
        core.Handle(Commands.UnsubscribePush, subscriptions.UnsubscribeAsync);
        core.Handle(Commands.ListPushSubscriptions, subscriptions.ListAsync);
        core.Handle(Commands.TestPush, subscriptions.TestAsync);
    }

    static void Listen(Workers workers)
    {
        var noticing = workers.Services.GetRequiredService<Noticing>();
        // A push waits longer anyhow, and the rows of its conversation are written by then.
        workers.Listen("push.messages", [ChatFacts.Posted.Topic], noticing.HearMessagesAsync, Platform.Facts.FactStart.Now,
            gather: TimeSpan.FromMilliseconds(workers.Services.GetRequiredService<PushOptions>().DelayMs / 2));
        workers.Listen("push.sessions", [AccountsFacts.SessionsEnded.Topic], noticing.HearSessionsAsync);
        workers.Services.GetRequiredService<Attended>().Listen();
        workers.Services.GetRequiredService<Pushing>().Start();
    }
}
