using System.Buffers.Text;
using System.Security.Cryptography;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Accounts;

/// <summary>Alice's new tablet shows a code, her phone says yes to it, and nobody else gets anything by it.</summary>
public sealed class PairingTests(TestServer server) : IClassFixture<TestServer>
{
    static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alice_lets_her_tablet_in_with_her_phone_and_the_code_is_spent()
    {
        await using var alice = await server.PersonAsync("Alice");
        var (code, secret) = await BeginAsync("tablet");
        var seen = await alice.Api.CallAsync(Commands.LookAtPairing, new(code), Patience);
        Assert.Equal(("tablet", true), (seen.Device, seen.SameNetwork));
        Assert.Equal("not_approved", await FinishAsync(code, secret));
        await alice.Api.CallAsync(Commands.AnswerPairing, new(code, true), Patience);

        var opened = await server.Api().CallAsync(Commands.FinishPairing, new(code, secret), Patience);
        Assert.Equal((alice.Id, "tablet"), (opened.User.Id, opened.Session.Device));
        var sessions = (await server.Api(opened.Token).CallAsync(Commands.ListSessions, Nothing.Value, Patience)).Sessions;
        Assert.Equal(2, sessions.Count);
        Assert.NotEqual(alice.Token, opened.Token);
        Assert.Equal("not_found", await FinishAsync(code, secret));
    }

    [Fact]
    public async Task Who_has_only_photographed_the_code_gets_nothing_by_it()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var eve = await server.PersonAsync("Eve");
        var (code, secret) = await BeginAsync("tablet");
        await alice.Api.CallAsync(Commands.AnswerPairing, new(code, true), Patience);
        foreach (var guess in (string[])["", "guess", Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), new string('A', 64), new string('A', 65), "!"])
        {
            Assert.Equal("not_found", await FinishAsync(code, guess));
        }

        // She neither learns who said yes nor takes the tablet over.
        Assert.Equal("not_found", await RefusedAsync(() => eve.Api.CallAsync(Commands.LookAtPairing, new(code), Patience)));
        Assert.Equal("not_found", await RefusedAsync(() => eve.Api.CallAsync(Commands.AnswerPairing, new(code, true), Patience)));
        Assert.Equal(alice.Id, (await server.Api().CallAsync(Commands.FinishPairing, new(code, secret), Patience)).User.Id);
    }

    [Fact]
    public async Task What_Alice_refuses_and_what_a_phone_said_that_she_has_logged_out_lets_nobody_in()
    {
        await using var alice = await server.PersonAsync("Alice");
        var (refused, its) = await BeginAsync("stranger's tablet");
        await alice.Api.CallAsync(Commands.AnswerPairing, new(refused, false), Patience);
        Assert.Equal("closed", await FinishAsync(refused, its));
        Assert.Equal("not_found", await RefusedAsync(() => alice.Api.CallAsync(Commands.AnswerPairing, new(refused, true), Patience)));

        var lost = await alice.LogInAsync("lost phone");
        var (code, secret) = await BeginAsync("thief's tablet");
        await server.Api(lost.Token).CallAsync(Commands.AnswerPairing, new(code, true), Patience);
        await alice.Api.CallAsync(Commands.RevokeSession, new(lost.Session.Id), Patience);
        Assert.Equal("not_found", await FinishAsync(code, secret));
    }

    [Fact]
    public async Task A_code_that_is_too_old_and_one_that_never_was_are_not_there()
    {
        await using var alice = await server.PersonAsync("Alice");
        var (code, secret) = await BeginAsync("tablet");
        await alice.Api.CallAsync(Commands.AnswerPairing, new(code, true), Patience);
        await server.Database.ExecuteAsync($"UPDATE accounts.pairings SET expires_at = now() WHERE code = '{code}'");
        Assert.Equal("not_found", await FinishAsync(code, secret));
        Assert.Equal("not_found", await FinishAsync("never", secret));
        Assert.Equal("not_found", await RefusedAsync(() => alice.Api.CallAsync(Commands.LookAtPairing, new(code), Patience)));
        foreach (var challenge in (string[])["", "short", "not base64!", new string('A', 44), new string('A', 10_000)])
        {
            Assert.Equal("invalid_field", await RefusedAsync(() => server.Api().CallAsync(Commands.BeginPairing, new(challenge), Patience)));
        }
    }

    [Fact]
    public async Task An_address_asks_only_so_often()
    {
        await using var busy = await TestServer.StartAsync(("accounts.pairings_per_hour", "2"));
        var begin = new BeginPairing(Base64Url.EncodeToString(SHA256.HashData([1])));
        await busy.Api().CallAsync(Commands.BeginPairing, begin, Patience);
        await busy.Api().CallAsync(Commands.BeginPairing, begin, Patience);
        Assert.Equal("rate_limited", await RefusedAsync(() => busy.Api().CallAsync(Commands.BeginPairing, begin, Patience)));
    }

    async Task<(string Code, string Secret)> BeginAsync(string device)
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var begun = await server.Api().CallAsync(Commands.BeginPairing, new(Base64Url.EncodeToString(SHA256.HashData(secret)), device), Patience);
        return (begun.Code, Base64Url.EncodeToString(secret));
    }

    Task<string> FinishAsync(string code, string secret) =>
        RefusedAsync(() => server.Api().CallAsync(Commands.FinishPairing, new(code, secret), Patience));

    static async Task<string> RefusedAsync(Func<Task> ask) => (await Assert.ThrowsAsync<RefusedException>(ask)).Code;
}
