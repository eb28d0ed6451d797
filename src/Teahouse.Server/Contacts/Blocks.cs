using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Contacts;

/// <summary>Whom people have blocked. A block is not revealed: nothing that the blocked person sees changes with it.</summary>
public sealed class Blocks
{
    readonly NpgsqlDataSource _database;
    readonly Pairs _pairs;
    readonly People _people;
    readonly TimeProvider _time;

    internal Blocks(NpgsqlDataSource database, Pairs pairs, People people, TimeProvider time) =>
        (_database, _pairs, _people, _time) = (database, pairs, people, time);

    /// <summary>Carries out <c>block</c>; when it answers without a refusal the block is committed and <see cref="Relations"/> knows it.</summary>
    public async ValueTask<Answer<Nothing>> BlockAsync(PersonId request, Call call, CancellationToken cancellationToken)
    {
        if (request.UserId == call.User)
        {
            return new Refused(Refusals.InvalidField, "One cannot block oneself.");
        }

        await using var pair = await _pairs.OpenAsync(call.User, request.UserId, cancellationToken);
        if (pair.OfOther is null)
        {
            return new Refused(Refusals.NotFound, "There is no such person.");
        }

        if (pair.Tie.Blocks)
        {
            return Nothing.Value;
        }

        if (await pair.CountAsync(ContactsSql.CountBlocks, pair.One, cancellationToken) >= Limits.BlocksPerUser)
        {
            return new Refused(Refusals.TooMany, $"At most {Limits.BlocksPerUser} people can be blocked.");
        }

        var now = _time.GetUtcNow();
        await pair.Command(ContactsSql.InsertBlock, pair.One, pair.Other, now).RunAsync(cancellationToken);
        await pair.Command(ContactsSql.RefuseRequest, pair.Other, pair.One, now).RunAsync(cancellationToken);
        if (pair.Asked is { Withdrawn: false } asked)
        {
            await Requests.TakeBackAsync(pair, asked, cancellationToken);
        }

        await pair.CommitAsync(both: pair.Asked is { Withdrawn: false, RefusedAt: null }, relations: true, cancellationToken);
        return Nothing.Value;
    }

    /// <summary>Carries out <c>unblock</c>; whom one has not blocked is unblocked already.</summary>
    public async ValueTask<Answer<Nothing>> UnblockAsync(PersonId request, Call call, CancellationToken cancellationToken)
    {
        await using var pair = await _pairs.OpenAsync(call.User, request.UserId, cancellationToken);
        if (await pair.RunAsync(ContactsSql.DeleteBlock, cancellationToken) > 0)
        {
            await pair.CommitAsync(both: false, relations: true, cancellationToken);
        }

        return Nothing.Value;
    }

    internal async ValueTask<Answer<BlockList>> ListAsync(Nothing request, Call call, CancellationToken cancellationToken)
    {
        var ids = await _database.Command(ContactsSql.BlocksOf, call.User).ListAsync(Rows.Id, cancellationToken);
        var users = (await _people.SeenByAsync(call.User, ids, cancellationToken)).ToDictionary(u => u.Id);
        return new BlockList([.. ids.Where(users.ContainsKey).Select(id => users[id])]);
    }
}
