using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Xunit;

namespace Teahouse.Tests.Doors;

public sealed class CoreTests : IDisposable
{
    readonly ServiceProvider _services = new ServiceCollection().AddLogging().BuildServiceProvider();
    readonly CallTable _calls = new();

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Alice_is_answered_with_the_status_of_the_command()
    {
        Bind((_, _, _) => new(new UserList([])));
        var reply = await AskAsync("""{"query":"bob"}""");
        Assert.Equal((200, """{"users":[]}"""), (reply.Status, System.Text.Encoding.UTF8.GetString(reply.Body.Span)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bug_in_a_handler_is_a_named_refusal_that_tells_nothing_of_it(bool atOnce)
    {
        Bind((_, _, _) => atOnce ? throw new InvalidOperationException("secret") : LaterAsync(new InvalidOperationException("secret")));
        var problem = Problem(await AskAsync("""{"query":"bob"}"""));
        Assert.Equal((500, "internal", "request-1"), (problem.Status, problem.Code, problem.RequestId));
        Assert.DoesNotContain("secret", problem.Detail);
    }

    [Fact]
    public async Task A_database_that_is_away_makes_the_outcome_unknown_not_failed()
    {
        Bind((_, _, _) => LaterAsync(new NpgsqlException("gone", new SocketException())));
        var problem = Problem(await AskAsync("""{"query":"bob"}"""));
        Assert.Equal((503, "unavailable", 1.0), (problem.Status, problem.Code, problem.RetryAfter));
    }

    [Fact]
    public async Task What_is_under_way_while_the_server_stops_is_to_be_asked_again_and_no_bug()
    {
        using var host = new HostBuilder().Build();
        new Core(host.Services, _calls).Handle<FindUsers, UserList>(
            Commands.FindUsers, (_, _, _) => LaterAsync(new ObjectDisposedException("what it needs")));
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        var problem = Problem(await AskAsync("""{"query":"bob"}"""));
        Assert.Equal((503, "stopping", 1.0), (problem.Status, problem.Code, problem.RetryAfter));
    }

    [Fact]
    public async Task A_request_that_is_wrong_never_reaches_the_handler()
    {
        Bind((_, _, _) => throw new InvalidOperationException("reached"));
        Assert.Equal("unknown_field", Problem(await AskAsync("""{"query":"bob","colour":"green"}""")).Code);
        Assert.Equal("missing_field", Problem(await AskAsync("{}")).Code);
    }

    [Fact]
    public async Task When_the_caller_gives_up_that_is_no_bug()
    {
        using var patience = new CancellationTokenSource();
        Bind(async (_, _, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("unreachable");
        });
        var pending = _calls.CarryOutAsync(new("find_users", """{"query":"bob"}"""u8.ToArray()), patience.Token).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }

    [Fact]
    public void A_command_has_one_handler()
    {
        Bind((_, _, _) => new(new UserList([])));
        Assert.Throws<InvalidOperationException>(() => Bind((_, _, _) => new(new UserList([]))));
    }

    void Bind(CommandHandler<FindUsers, UserList> handler) => new Core(_services, _calls).Handle(Commands.FindUsers, handler);

    ValueTask<Reply> AskAsync(string body) => _calls.CarryOutAsync(
        new("find_users", System.Text.Encoding.UTF8.GetBytes(body)) { RequestId = "request-1" }, TestContext.Current.CancellationToken);

    static async ValueTask<Answer<UserList>> LaterAsync(Exception exception)
    {
        await Task.Yield();
        throw exception;
    }

    static Problem Problem(Reply reply) => JsonSerializer.Deserialize(reply.Body.Span, Wire.Default.Problem)!;
}
