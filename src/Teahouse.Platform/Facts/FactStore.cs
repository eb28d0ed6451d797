using Npgsql;
using Teahouse.Platform.Postgres;

namespace Teahouse.Platform.Facts;

/// <summary>Facts read from a place on, those that the listener hears, and the place after the last of all that were read.</summary>
/// <param name="Heard">What the listener hears.</param>
/// <param name="End">The place after them.</param>
/// <param name="Full">There may be more at once.</param>
readonly record struct Reading(IReadOnlyList<Fact> Heard, Place End, bool Full);

/// <summary>The pump's statements.</summary>
sealed class FactStore(NpgsqlDataSource database, FactOptions options)
{
    const string Register = """
        INSERT INTO platform.listener (name, xid, position)
        VALUES ($1, CASE WHEN $2 THEN pg_snapshot_xmin(pg_current_snapshot()) ELSE '0'::xid8 END, 0)
        ON CONFLICT (name) DO NOTHING
        """;

    const string Take = """
        UPDATE platform.listener SET holder = $2, held_until = clock_timestamp() + make_interval(secs => $3)
        WHERE name = $1 AND (holder = $2 OR holder IS NULL OR held_until < clock_timestamp())
        RETURNING xid, position
        """;

    // A place that is lost in a crash of the database means facts are given again; waiting for the disk buys nothing.
    const string QuickCommit = "SET LOCAL synchronous_commit = off";

    const string Advance = "UPDATE platform.listener SET xid = $3, position = $4 WHERE name = $1 AND holder = $2";
    const string Release = "UPDATE platform.listener SET holder = NULL, held_until = clock_timestamp() WHERE name = $1 AND holder = $2";
    const string Vacate = "UPDATE platform.listener SET holder = NULL WHERE name = $1";
    const string InCommitOrder = "SELECT xid, position, topic, payload FROM platform.facts_after($1, $2, $3, $4)";

    const string ByPosition = """
        SELECT xid, position, topic, CASE WHEN topic = ANY ($3) THEN payload END FROM platform.outbox
        WHERE position > $2 AND $1 IS NOT NULL ORDER BY position LIMIT $4
        """;

    const string Trim = "SELECT deleted, xid, position FROM platform.trim_facts($1, $2, $3)";
    const string Forget = "DELETE FROM platform.listener WHERE held_until < now() - make_interval(days => $1) RETURNING name";
    const string Lag = "SELECT name, seconds FROM platform.facts_lag()";

    /// <summary>Seeds the bug that the pump exists to avoid; see <see cref="Faults.OutboxByPosition"/>.</summary>
    internal bool ReadsByPosition { get; init; } = Faults.Is(Faults.OutboxByPosition);

    /// <summary>
    /// After a dump was restored into another cluster, whose transaction ids are lower: what is kept becomes facts of now, and every
    /// listener is given it again.
    /// </summary>
    public Task RebaseAsync(CancellationToken cancellationToken) =>
        database.Command("SELECT platform.rebase_facts()").RunAsync(cancellationToken);

    /// <summary>Gives a new listener its place; an old one keeps its own.</summary>
    public Task RegisterAsync(FactListener listener, CancellationToken cancellationToken) =>
        database.Command(Register, listener.Name, listener.Start == FactStart.Now).RunAsync(cancellationToken);

    /// <summary>Ends the lease of a listener, whoever holds it.</summary>
    public Task VacateAsync(FactListener listener, CancellationToken cancellationToken) =>
        database.Command(Vacate, listener.Name).RunAsync(cancellationToken);

    /// <summary>Takes or prolongs the lease of a listener: its place, or null while another holds it or when it is forgotten.</summary>
    public async Task<Place?> TakeAsync(FactListener listener, Guid holder, CancellationToken cancellationToken)
    {
        var rows = await database.Command(Take, listener.Name, holder, (double)options.LeaseS).ListAsync(r => PlaceAt(r, 0), cancellationToken);
        return rows is [var place] ? place : null;
    }

    public Task ReleaseAsync(FactListener listener, Guid holder, CancellationToken cancellationToken) =>
        database.Command(Release, listener.Name, holder).RunAsync(cancellationToken);

    /// <summary>Reads what comes after a place.</summary>
    public async Task<Reading> ReadAsync(FactListener listener, Place place, CancellationToken cancellationToken)
    {
        var (heard, end, read, bytes) = (new List<Fact>(), place, 0, 0);
        await using var command = database.Command(
            ReadsByPosition ? ByPosition : InCommitOrder, place.Transaction, place.Position,
            listener.Topics as string[] ?? [.. listener.Topics], options.BatchFacts);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var at = PlaceAt(reader, 0);
            if (!await reader.IsDBNullAsync(3, cancellationToken))
            {
                var payload = reader.GetFieldValue<byte[]>(3);
                if (bytes + payload.Length > options.BatchBytes && heard.Count > 0)
                {
                    return new(heard, end, Full: true);
                }

                bytes += payload.Length;
                heard.Add(new(reader.GetString(2), payload, at.Transaction, at.Position));
            }

            (end, read) = (at, read + 1);
        }

        return new(heard, end, Full: read == options.BatchFacts);
    }

    /// <summary>Moves a listener on; false when it is not held by us any more.</summary>
    public async Task<bool> AdvanceAsync(FactListener listener, Guid holder, Place place, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(QuickCommit);
        batch.Add(Advance, listener.Name, holder, place.Transaction, place.Position);
        return await batch.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Deletes a bounded number of facts that everybody has had, from a place on: how many, and the place after them.</summary>
    public async Task<(long Deleted, Place End)> TrimAsync(Place from, int most, CancellationToken cancellationToken)
    {
        var rows = await database.Command(Trim, from.Transaction, from.Position, most)
            .ListAsync(r => (r.GetInt64(0), PlaceAt(r, 1)), cancellationToken);
        return rows is [var trimmed] ? trimmed : (0, from);
    }

    /// <summary>Forgets listeners that no node has served for too long; their names.</summary>
    public Task<List<string>> ForgetAsync(CancellationToken cancellationToken) =>
        database.Command(Forget, options.KeepAbsentListenersDays).ListAsync(r => r.GetString(0), cancellationToken);

    /// <summary>Seconds that the oldest fact of each listener has waited for it.</summary>
    public async Task<IReadOnlyDictionary<string, double>> LagAsync(CancellationToken cancellationToken)
    {
        var rows = await database.Command(Lag).ListAsync(r => KeyValuePair.Create(r.GetString(0), r.GetDouble(1)), cancellationToken);
        return new Dictionary<string, double>(rows);
    }

    static Place PlaceAt(NpgsqlDataReader reader, int column) => new(reader.GetFieldValue<ulong>(column), reader.GetInt64(column + 1));
}
