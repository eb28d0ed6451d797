using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Contacts;

/// <summary>
/// Asking to be friends. A refusal is silent: for who has asked it looks as if nobody had answered, and asking again soon reaches nobody.
/// </summary>
sealed class Requests(NpgsqlDataSource database, Pairs pairs, People people, ContactsOptions options, TimeProvider time)
{
    // One sentence for every reason: a block is not revealed.
    static readonly Refused _notAccepted = new(Refusals.NotAccepted, "This person takes no requests from you.");
    static readonly Refused _noRequest = new(Refusals.NotFound, "There is no such request.");

    public async ValueTask<Answer<ContactRequestList>> ListAsync(Nothing request, Call call, CancellationToken cancellationToken)
    {
        var requests = await database.Command(ContactsSql.RequestsOf, call.User).ListAsync(Rows.Request, cancellationToken);
        var ids = requests.Select(r => r.UserId).ToHashSet();
        return new ContactRequestList(requests, await people.SeenByAsync(call.User, ids, cancellationToken));
    }

    public async ValueTask<Answer<ContactRequest>> RequestAsync(RequestContact request, Call call, CancellationToken cancellationToken)
    {
        if (PlainText.Clean(request.Greeting ?? "", Limits.GreetingChars, lines: true) is not { } greeting)
        {
            return new Refused(Refusals.InvalidField, $"greeting must be at most {Limits.GreetingChars} characters of plain text.");
        }

        if (request.UserId == call.User)
        {
            return new Refused(Refusals.InvalidField, "One is no contact of oneself.");
        }

        await using var pair = await pairs.OpenAsync(call.User, request.UserId, cancellationToken);
        if (Refusal(pair) is { } refused)
        {
            return refused;
        }

        return pair.Asking is { Withdrawn: false } asking
            ? await AcceptAsync(pair, cancellationToken) ?? Answer.Of(new ContactRequest(pair.Other, true, asking.CreatedAt, asking.Greeting))
            : await AskAsync(pair, greeting.Length == 0 ? null : greeting, cancellationToken);
    }

    public async ValueTask<Answer<Nothing>> AnswerAsync(AnswerContactRequest request, Call call, CancellationToken cancellationToken)
    {
        await using var pair = await pairs.OpenAsync(call.User, request.UserId, cancellationToken);
        if (request.Accept && pair.Tie.Friends)
        {
            return Nothing.Value;
        }

        if (pair.Asking is not { Withdrawn: false } asking || (request.Accept && (pair.Tie.Apart || pair.OfOther is not { Deactivated: false })))
        {
            return _noRequest;
        }

        if (request.Accept)
        {
            return await AcceptAsync(pair, cancellationToken) is { } refused ? refused : Nothing.Value;
        }

        if (asking.RefusedAt is null)
        {
            await pair.Command(ContactsSql.RefuseRequest, pair.Other, pair.One, time.GetUtcNow()).RunAsync(cancellationToken);
            await pair.CommitAsync(both: false, relations: false, cancellationToken);
        }

        return Nothing.Value;
    }

    public async ValueTask<Answer<Nothing>> WithdrawAsync(PersonId request, Call call, CancellationToken cancellationToken)
    {
        await using var pair = await pairs.OpenAsync(call.User, request.UserId, cancellationToken);
        if (pair.Asked is not { Withdrawn: false } asked)
        {
            return _noRequest;
        }

        await TakeBackAsync(pair, asked, cancellationToken);
        await pair.CommitAsync(both: asked.RefusedAt is null, relations: false, cancellationToken);
        return Nothing.Value;
    }

    /// <summary>Takes the one's request back; one that was refused is only hidden, so that the refusal is not forgotten.</summary>
    public static Task TakeBackAsync(Pair pair, KeptRequest asked, CancellationToken cancellationToken) =>
        pair.RunAsync(asked.RefusedAt is null ? ContactsSql.DeleteRequest : ContactsSql.HideRequest, cancellationToken);

    static Refused? Refusal(Pair pair) =>
        pair.OfOther is not { } other ? new(Refusals.NotFound, "There is no such person.")
        : pair.Tie.Friends ? new(Refusals.AlreadyContact, "You are friends already.")
        : pair.Tie.Apart || other.Deactivated ? _notAccepted
        : other.Strangers == Audience.Nobody && pair.Asking is not { Withdrawn: false } ? _notAccepted
        : null;

    async Task<Answer<ContactRequest>> AskAsync(Pair pair, string? greeting, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var unheard = pair.Asked?.RefusedAt is { } refusedAt && refusedAt + TimeSpan.FromDays(options.RefusalDays) > now;
        var waiting = pair.Asked is { Withdrawn: false } && (unheard || pair.Asked.RefusedAt is null);
        if (waiting && pair.Asked!.Greeting == greeting)
        {
            return new ContactRequest(pair.Other, false, pair.Asked.CreatedAt, greeting);
        }

        if (!waiting && await pair.CountAsync(ContactsSql.CountAsked, pair.One, cancellationToken) >= Limits.ContactRequestsPerUser)
        {
            return new Refused(Refusals.TooMany, $"At most {Limits.ContactRequestsPerUser} requests may wait for an answer.");
        }

        if (!waiting && await pair.CountAsync(ContactsSql.CountAsking, pair.Other, cancellationToken) >= Limits.ContactRequestsPerUser)
        {
            return _notAccepted;
        }

        var put = pair.Command(
            ContactsSql.PutRequest, pair.One, pair.Other, greeting, waiting ? pair.Asked!.CreatedAt : now, unheard ? pair.Asked!.RefusedAt : null);
        var asked = (await put.FirstAsync(Rows.Request, cancellationToken))!;
        await pair.CommitAsync(both: !unheard, relations: false, cancellationToken);
        return asked;
    }

    async Task<Refused?> AcceptAsync(Pair pair, CancellationToken cancellationToken)
    {
        if (await pair.CountAsync(ContactsSql.CountContacts, new[] { pair.One, pair.Other }, cancellationToken) >= Limits.ContactsPerUser)
        {
            return new(Refusals.TooMany, $"One of you has {Limits.ContactsPerUser} contacts already.");
        }

        await pair.RunAsync(ContactsSql.DeleteRequests, cancellationToken);
        await pair.Command(ContactsSql.InsertContacts, pair.One, pair.Other, time.GetUtcNow()).RunAsync(cancellationToken);
        await pair.CommitAsync(both: true, relations: true, cancellationToken);
        return null;
    }
}
