using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Gateway;

public sealed class WholePathTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Ann_and_Bob_talk_over_http_and_over_the_socket()
    {
        var ann = await server.PersonAsync("Ann");
        var bob = await server.PersonAsync("Bob");
        var phone = await bob.DeviceAsync();
        var first = await ann.SaysAsync(bob, "hello");
        await Eventually.True("Bob's phone has it", () => phone.Look(state => state.Conversations.ContainsKey(ann.With(bob))));
        var laptop = await ann.DeviceAsync("laptop");
        var second = await bob.SaysAsync(ann, "hi", phone);
        var third = await ann.SaysAsync(bob, "how are you?", laptop);
        Assert.Equal([1L, 2L, 3L], [first.Seq, second.Seq, third.Seq]);
        Assert.Equal(ann.With(bob), third.ConversationId);

        using var http = server.Http();
        var metrics = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("teahouse_gateway_commands_total{op=\"send\",outcome=\"ok\"} 3", metrics);
        Assert.Matches("teahouse_gateway_sockets [2-9]", metrics);
        Assert.Matches("teahouse_users_online [2-9]", metrics);
    }

    [Fact]
    public async Task A_device_that_is_logged_out_from_elsewhere_loses_its_socket()
    {
        var ann = await server.PersonAsync("Ann");
        var phone = await ann.DeviceAsync();
        var sessions = await ann.Api.CallAsync(Commands.ListSessions, Nothing.Value, TestContext.Current.CancellationToken);
        var lost = Assert.Single(sessions.Sessions, session => !session.Current);
        await ann.Api.CallAsync(Commands.RevokeSession, new(lost.Id), TestContext.Current.CancellationToken);
        await Eventually.True("the phone has been sent away", () => phone.GaveUp is not null);
        Assert.Equal((int)CloseCode.SessionRevoked, phone.GaveUp!.Code);
    }
}
