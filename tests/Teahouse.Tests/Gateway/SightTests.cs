using System.Collections.Concurrent;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Gateway;

/// <summary>Who sees whose presence, from settings and blocks down to what is pushed.</summary>
public sealed class SightTests(TestServer server) : IClassFixture<TestServer>
{
    static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_is_blocked_sees_the_other_go_and_nothing_after_that()
    {
        var (alice, bob, pushed) = await TalkAsync();
        var alices = await alice.DeviceAsync(with: options => options with { Observer = pushed.See });
        var bobs = await bob.DeviceAsync();
        Assert.True(Assert.Single(await alices.WatchAsync(alice.With(bob))).Online);
        await bob.Api.CallAsync(Commands.Block, new(alice.Id), Patience);
        await Eventually.True("Alice sees Bob go", () => pushed.Last is { Online: false, LastSeenAt: null } last && last.UserId == bob.Id);
        Assert.Empty(await alices.WatchAsync(alice.With(bob)));

        await bob.Api.CallAsync(Commands.Unblock, new(alice.Id), Patience);
        await Eventually.True("Alice sees Bob again", () => pushed.Last is { Online: true });
        Assert.True(bobs.IsOnline);
    }

    [Fact]
    public async Task Last_seen_is_shown_to_those_who_may_see_it()
    {
        var (alice, bob, pushed) = await TalkAsync();
        var alices = await alice.DeviceAsync(with: options => options with { Observer = pushed.See });
        var seen = Assert.Single(await alices.WatchAsync(alice.With(bob)));
        Assert.False(seen.Online);
        Assert.InRange(seen.LastSeenAt!.Value, DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.MaxValue);

        await bob.Api.CallAsync(Commands.UpdateSettings, new(LastSeen: "contacts"), Patience);
        Assert.Null(Assert.Single(await alices.WatchAsync(alice.With(bob))).LastSeenAt);
        await bob.Api.CallAsync(Commands.UpdateSettings, new(Online: "nobody"), Patience);
        Assert.Empty(await alices.WatchAsync(alice.With(bob)));
    }

    async Task<(Teahouse.Testing.Person Alice, Teahouse.Testing.Person Bob, Pushed Pushed)> TalkAsync()
    {
        var (alice, bob) = (await server.PersonAsync("Alice"), await server.PersonAsync("Bob"));
        await alice.SaysAsync(bob, "hello");
        return (alice, bob, new());
    }

    /// <summary>What a device was pushed of presence.</summary>
    sealed class Pushed
    {
        readonly ConcurrentQueue<PresenceUpdate> _all = new();

        public PresenceUpdate? Last => _all.LastOrDefault();

        public void See(DeviceEvent happened)
        {
            if (happened is UpdatedEvent { Update: PresenceUpdate presence })
            {
                _all.Enqueue(presence);
            }
        }
    }
}
