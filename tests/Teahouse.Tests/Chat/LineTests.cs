using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>What happens when somebody was away, or the line between is bad.</summary>
public sealed class LineTests(TestServer server) : IClassFixture<TestServer>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alice_gets_the_messages_that_Bob_sent_while_she_was_offline()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var phone = await alice.DeviceAsync();
        await bob.SaysAsync(alice, "one");
        await Eventually.True("her cursor is sure", () => phone.Look(state => state.Cursor) is not null);
        await phone.StopAsync();
        await bob.SaysAsync(alice, "two");
        await bob.SaysAsync(alice, "three");
        phone.Start();
        await Eventually.True("she has all", () => TalkTests.Texts(phone, alice.With(bob)) is ["one", "two", "three"]);
        await server.LawAsync();
    }

    [Fact]
    public async Task What_Alice_writes_while_she_is_offline_is_sent_in_order_when_she_is_back()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var (hers, his) = (await alice.DeviceAsync(), await bob.DeviceAsync());
        await hers.StopAsync();
        for (var i = 0; i < 20; i++)
        {
            hers.SendTo(bob.Id, $"{i}");
        }

        Assert.Equal(20, hers.Waiting);
        hers.Start();
        await Eventually.True("Bob has all", () => TalkTests.Texts(his, alice.With(bob)).Length == 20);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), TalkTests.Texts(his, alice.With(bob)));
        await server.LawAsync();
    }

    [Fact]
    public async Task Alices_phone_remembers_after_its_process_was_killed()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var folder = Directory.CreateTempSubdirectory("device");
        var file = Path.Combine(folder.FullName, "store");
        var phone = await alice.DeviceAsync(with: options => options with { Store = new FileStore(file) });
        await bob.SaysAsync(alice, "one");
        await Eventually.True("she has it", () => TalkTests.Texts(phone, alice.With(bob)) is ["one"]);
        await phone.StopAsync();
        phone.SendTo(bob.Id, "written on the train");
        // A crash leaves the file as it is, with half a line at its end.
        File.Copy(file, file + "2");
        await File.AppendAllTextAsync(file + "2", """{"update":{"op":"mess""", Cancel);
        await using var again = new Device(alice.Id, new DeviceOptions
        {
            Server = server.Address, Token = (await alice.LogInAsync("phone")).Token, Store = new FileStore(file + "2"), Eager = true,
        });
        Assert.Equal(["one"], TalkTests.Texts(again, alice.With(bob)));
        Assert.Equal(1, again.Waiting);
        again.Start();
        await Eventually.True("it is sent", () => TalkTests.Texts(again, alice.With(bob)) is ["one", "written on the train"]);
        await server.LawAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Everybody_resumes_when_the_server_was_restarted()
    {
        await using var node = await TestServer.StartAsync();
        await using var line = new FaultProxy(() => node.Address);
        await using var alice = await node.PersonAsync("Alice");
        await using var bob = await node.PersonAsync("Bob");
        var (hers, his) = (await alice.DeviceAsync(via: line.Address), await bob.DeviceAsync(via: line.Address));
        await alice.SaysAsync(bob, "before", hers);
        await node.RestartAsync(() =>
        {
            hers.Send(alice.With(bob), "meanwhile");
            return Task.CompletedTask;
        });
        await Eventually.True("both are back", () => hers.IsOnline && his.IsOnline, () => (hers.GaveUp, his.GaveUp));
        await Eventually.True("Bob has both", () => TalkTests.Texts(his, alice.With(bob)) is ["before", "meanwhile"]);
    }

    [Fact]
    public async Task A_heartbeat_shows_Alice_that_the_last_message_was_lost_on_its_way()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        await using var line = new FaultProxy(() => server.Address);
        var noticed = 0;
        var phone = await alice.DeviceAsync(via: line.Address, with: options => options with
        {
            Observer = happened => noticed += happened is LossNoticedEvent ? 1 : 0,
        });
        line.Drop = frame => frame.Contains("\"op\":\"message\"", StringComparison.Ordinal);
        await bob.Api.CallAsync(Commands.Send, new(new TextContent("lost on its way"), RecipientId: alice.Id), Cancel);
        await Eventually.True("the push is swallowed", () => line.Dropped == 1);
        await Eventually.True("she has it all the same", () => TalkTests.Texts(phone, alice.With(bob)) is ["lost on its way"]);
        Assert.Equal(1, noticed);
        await server.LawAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_line_that_breaks_again_and_again_loses_and_doubles_nothing(bool reset)
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        await using var line = new FaultProxy(() => server.Address) { Delay = TimeSpan.FromMilliseconds(3) };
        var (hers, his) = (await alice.DeviceAsync(via: line.Address), await bob.DeviceAsync(via: line.Address));
        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < 10; i++)
            {
                hers.SendTo(bob.Id, $"{round * 10 + i}");
            }

            await Eventually.True("some are on their way", () => hers.Waiting < 10);
            (reset ? (Action)line.Reset : line.Cut)();
        }

        await Eventually.True("Bob has all", () => TalkTests.Texts(his, alice.With(bob)).Length == 50);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), TalkTests.Texts(his, alice.With(bob)));
        Assert.True(line.Broken >= 5);
        line.Delay = TimeSpan.Zero;
        await server.LawAsync();
    }

    [Fact]
    public async Task Alice_notices_a_line_that_stands_still()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        await using var line = new FaultProxy(() => server.Address);
        var phone = await alice.DeviceAsync(via: line.Address);
        line.Freeze();
        await bob.Api.CallAsync(Commands.Send, new(new TextContent("are you there?"), RecipientId: alice.Id), Cancel);
        await Eventually.True("she gives the silent line up", () => !phone.IsOnline);
        line.Thaw();
        await Eventually.True("she has it", () => TalkTests.Texts(phone, alice.With(bob)) is ["are you there?"]);
        await server.LawAsync();
    }

    [Fact]
    public async Task A_session_that_was_ended_does_not_come_back()
    {
        await using var alice = await server.PersonAsync("Alice");
        var phone = await alice.DeviceAsync();
        var sessions = await alice.Api.CallAsync(Commands.ListSessions, Nothing.Value, Cancel);
        await alice.Api.CallAsync(Commands.RevokeSession, new(sessions.Sessions.Single(session => session.Device == "phone").Id), Cancel);
        await Eventually.True("it gives up", () => phone.GaveUp?.Code == (int)CloseCode.SessionRevoked, () => phone.GaveUp);
    }
}
