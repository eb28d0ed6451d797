using Npgsql;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Contacts;

/// <summary>Opens transactions about two people, and tells what they have changed.</summary>
sealed class Pairs(NpgsqlDataSource database, ChangeLog changes, Outbox outbox, IBus bus)
{
    /// <summary>Locks both, so that everything between them happens one after the other, from whichever device of either it is asked.</summary>
    public async Task<Pair> OpenAsync(Guid one, Guid other, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var privacy = await People.LockAsync(connection, [one, other], cancellationToken);
            var tie = (await connection.Command(ContactsSql.Ties, one, new[] { other }).ListAsync(Rows.Tie, cancellationToken))[0];
            var requests = await connection.Command(ContactsSql.RequestsBetween, one, other).ListAsync(Rows.Kept, cancellationToken);
            return new(this, connection, transaction)
            {
                One = one,
                Other = other,
                OfOther = privacy.GetValueOrDefault(other),
                Tie = tie,
                Asked = requests.Find(r => r.From == one),
                Asking = requests.Find(r => r.From == other),
            };
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Comes after the commit.</summary>
    /// <param name="versions">Of those who see a change.</param>
    /// <param name="apart">Two who may see more or less of each other now.</param>
    public void Tell(IReadOnlyList<OwnVersion> versions, (Guid One, Guid Other)? apart)
    {
        if (apart is var (one, other))
        {
            bus.Tell(Address.Edges, Parcels.Sight(one, other));
            bus.Tell(Address.Edges, Parcels.Sight(other, one));
        }

        outbox.Ring();
        changes.Tell(versions);
    }
}

/// <summary>A transaction about two people, seen by one of them. What is not committed has not happened.</summary>
sealed class Pair(Pairs pairs, NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    public required Guid One { get; init; }
    public required Guid Other { get; init; }

    /// <summary>Null when there is no such person.</summary>
    public required Privacy? OfOther { get; init; }
    public required Tie Tie { get; init; }

    /// <summary>The request of the one, also when it was refused or taken back.</summary>
    public required KeptRequest? Asked { get; init; }

    /// <summary>The request of the other.</summary>
    public required KeptRequest? Asking { get; init; }

    public NpgsqlCommand Command(string sql, params ReadOnlySpan<object?> values) => connection.Command(sql, values);

    public Task<int> RunAsync(string sql, CancellationToken cancellationToken) => Command(sql, One, Other).RunAsync(cancellationToken);

    public async Task<long> CountAsync(string sql, object of, CancellationToken cancellationToken) =>
        (await Command(sql, of).ListAsync(Rows.Count, cancellationToken)).DefaultIfEmpty().Max();

    /// <summary>Commits, and tells the devices of those who see a change.</summary>
    /// <param name="both">The other sees one too.</param>
    /// <param name="relations">What they may do with each other has changed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task CommitAsync(bool both, bool relations, CancellationToken cancellationToken)
    {
        var versions = await ChangeLog.AdvanceAsync(connection, both ? [One, Other] : [One], cancellationToken);
        if (relations)
        {
            await Outbox.RecordAsync(connection, ContactsFacts.RelationsChanged, new(One, Other), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        pairs.Tell(versions, relations ? (One, Other) : null);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
