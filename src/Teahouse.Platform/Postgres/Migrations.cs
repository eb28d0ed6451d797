using Microsoft.Extensions.Logging;
using Npgsql;

namespace Teahouse.Platform.Postgres;

/// <summary>Brings a database up to the schema that this binary knows. Forward only, and safe when several nodes start at once.</summary>
public static class Migrations
{
    // Any number will do, as long as every version of Teahouse uses the same one.
    const long Lock = 0x7465_6168_6f75_7365;

    const string Prepare = """
        CREATE SCHEMA IF NOT EXISTS platform;
        CREATE TABLE IF NOT EXISTS platform.migration (
            unit text NOT NULL,
            number int NOT NULL,
            file text NOT NULL,
            checksum bytea NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (unit, number)
        );
        """;

    /// <summary>Applies what is missing: the platform's own steps first, then unit by unit, each file in its own transaction.</summary>
    /// <exception cref="DatabaseException">An applied file has changed, or the database is newer than this binary.</exception>
    public static async Task ApplyAsync(
        NpgsqlDataSource database, IReadOnlyList<Migration> migrations, ILogger logger, CancellationToken cancellationToken)
    {
        var steps = Migration.OfPlatform.Concat(migrations).DistinctBy(m => (m.Unit, m.Number))
            .OrderBy(m => m.Unit != "platform").ThenBy(m => m.Unit, StringComparer.Ordinal).ThenBy(m => m.Number).ToList();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await TakeLockAsync(connection, cancellationToken);
        try
        {
            await ExecuteAsync(connection, Prepare, cancellationToken);
            var applied = await AppliedAsync(connection, cancellationToken);
            Check(steps, applied);
            foreach (var step in steps.Where(s => !applied.ContainsKey((s.Unit, s.Number))))
            {
                await ApplyAsync(connection, step, cancellationToken);
                logger.MigrationApplied(step.Unit, step.File);
            }
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({Lock})", CancellationToken.None);
            }
        }
    }

    // Asking again and again instead of waiting keeps clear of statement_timeout and lock_timeout.
    static async Task TakeLockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT pg_try_advisory_lock({Lock})", connection);
        while (await command.ExecuteScalarAsync(cancellationToken) is not true)
        {
            await Task.Delay(100, cancellationToken);
        }
    }

    static async Task<Dictionary<(string Unit, int Number), (string File, byte[] Checksum)>> AppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT unit, number, file, checksum FROM platform.migration", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var applied = new Dictionary<(string, int), (string, byte[])>();
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add((reader.GetString(0), reader.GetInt32(1)), (reader.GetString(2), reader.GetFieldValue<byte[]>(3)));
        }

        return applied;
    }

    static void Check(List<Migration> steps, Dictionary<(string Unit, int Number), (string File, byte[] Checksum)> applied)
    {
        var known = steps.ToDictionary(s => (s.Unit, s.Number));
        foreach (var ((unit, number), (file, checksum)) in applied)
        {
            if (!known.TryGetValue((unit, number), out var step))
            {
                throw new DatabaseException($"The database is newer than this teahouse: it has {unit}/{file}, which this version does not know.");
            }

            if (!checksum.AsSpan().SequenceEqual(step.Checksum))
            {
                throw new DatabaseException($"The migration {unit}/{step.File} was applied with another content. Add a new file instead of changing it.");
            }
        }
    }

    static async Task ApplyAsync(NpgsqlConnection connection, Migration step, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await ExecuteAsync(connection, $"SET LOCAL statement_timeout = 0; CREATE SCHEMA IF NOT EXISTS {step.Unit};", cancellationToken);
            await ExecuteAsync(connection, step.Sql, cancellationToken);
        }
        catch (PostgresException e)
        {
            throw new DatabaseException($"The migration {step.Unit}/{step.File} failed: {e.MessageText}", e);
        }

        await using var record = new NpgsqlCommand(
            "INSERT INTO platform.migration (unit, number, file, checksum) VALUES ($1, $2, $3, $4)", connection, transaction)
        {
            Parameters =
            {
                new() { Value = step.Unit }, new() { Value = step.Number }, new() { Value = step.File }, new() { Value = step.Checksum },
            },
        };
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
