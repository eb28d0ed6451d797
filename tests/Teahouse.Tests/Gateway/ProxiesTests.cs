using System.Net;
using Teahouse.Server.Gateway;
using Xunit;

namespace Teahouse.Tests.Gateway;

public sealed class ProxiesTests
{
    [Theory]
    [InlineData("", "10.0.0.1", "203.0.113.7", "10.0.0.1")]
    [InlineData("10.0.0.1", "10.0.0.2", "203.0.113.7", "10.0.0.2")]
    [InlineData("10.0.0.1", "10.0.0.1", "", "10.0.0.1")]
    [InlineData("10.0.0.1", "10.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", "203.0.113.7:4711", "203.0.113.7")]
    [InlineData("10.0.0.0/8,::1", "::1", "198.51.100.1, 203.0.113.7, 10.2.3.4", "203.0.113.7")]
    [InlineData("10.0.0.0/8", "10.0.0.1", "10.1.1.1, 10.2.2.2", "10.1.1.1")]
    [InlineData("10.0.0.0/8", "10.0.0.1", "2001:db8::7", "2001:db8::7")]
    [InlineData("10.0.0.0/8", "10.0.0.1", "203.0.113.7, unknown", "10.0.0.1")]
    public void The_caller_is_the_last_who_is_no_trusted_proxy(string trusted, string peer, string forwardedFor, string caller)
    {
        var proxies = new Proxies(new() { TrustedProxies = trusted.Split(',', StringSplitOptions.RemoveEmptyEntries) });
        Assert.Equal(IPAddress.Parse(caller), proxies.Caller(IPAddress.Parse(peer), forwardedFor));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Behind_a_trusted_proxy_callers_are_told_apart_and_strangers_cannot_pretend(bool trusted)
    {
        await using var edge = await Edge.StartAsync(new() { DrainS = 0, TrustedProxies = trusted ? ["127.0.0.1"] : [] });
        edge.On("find_users", call => Edge.Ok("{\"users\":[]}"));
        var alice = edge.Person("alice");
        edge.Http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        edge.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var answer = await alice.GetAsync("users?query=bob");
        Assert.Equal(trusted, answer.Headers.Contains("Strict-Transport-Security"));
        await using var socket = await edge.ConnectAsync(forwardedFor: "203.0.113.8");
        await socket.SendAsync(alice.Hello());
        await socket.ReceiveAsync("ready");
        await socket.SendAsync("""{"op":"get_me","ref":1}""");
        await socket.ReceiveAsync("ok");
        Assert.Equal(trusted ? ["203.0.113.7", "203.0.113.8"] : ["127.0.0.1", "127.0.0.1"], edge.Calls.Select(call => call.Address));
    }

    [Fact]
    public async Task One_address_cannot_take_all_the_places_of_sockets_that_say_nothing()
    {
        await using var edge = await Edge.StartAsync(new() { DrainS = 0, UnreadySocketsPerAddress = 2, TrustedProxies = ["127.0.0.1"] });
        await using var one = await edge.ConnectAsync(forwardedFor: "203.0.113.7");
        await using var two = await edge.ConnectAsync(forwardedFor: "203.0.113.7");
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => edge.ConnectAsync(forwardedFor: "203.0.113.7"));
        await using var other = await edge.ConnectAsync(forwardedFor: "203.0.113.8");

        // Who has said hello takes no such place any more, nor does who has gone.
        await one.SendAsync(edge.Person("alice").Hello());
        await one.ReceiveAsync("ready");
        await using var three = await edge.ConnectAsync(forwardedFor: "203.0.113.7");
        await two.CloseAsync();
        await Teahouse.Testing.Eventually.True("a place is free again", async () =>
        {
            try
            {
                await using var four = await edge.ConnectAsync(forwardedFor: "203.0.113.7");
                return true;
            }
            catch (System.Net.WebSockets.WebSocketException)
            {
                return false;
            }
        });
    }
}
