using Npgsql;
using NpgsqlTypes;

namespace Teahouse.Platform.Postgres;

/// <summary>Statements with positional parameters, and what they answer.</summary>
public static class Statements
{
    public static NpgsqlCommand Command(this NpgsqlDataSource database, string sql, params ReadOnlySpan<object?> values) =>
        With(database.CreateCommand(sql), values);

    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> values) =>
        With(new NpgsqlCommand(sql, connection), values);

    /// <summary>Adds one more statement to what is sent, and committed, at once.</summary>
    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        batch.BatchCommands.Add(command);
    }

    /// <summary>Runs the statement, answers all rows, and disposes it.</summary>
    public static async Task<List<T>> ListAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var list = new List<T>();
            while (await reader.ReadAsync(cancellationToken))
            {
                list.Add(row(reader));
            }

            return list;
        }
    }

    /// <summary>
    /// Runs the statement, whose rows say at which place of so many keys they belong, from 1 on as in <c>WITH ORDINALITY</c>; answers the
    /// value of each key, the default where there is no row, and disposes it.
    /// </summary>
    public static async Task<T?[]> PlacedAsync<T>(
        this NpgsqlCommand command, int count, Func<NpgsqlDataReader, (long Place, T Value)> row, CancellationToken cancellationToken)
    {
        var values = new T?[count];
        foreach (var (place, value) in await command.ListAsync(row, cancellationToken))
        {
            values[place - 1] = value;
        }

        return values;
    }

    /// <summary>Runs the statement, answers its first row or null, and disposes it.</summary>
    public static async Task<T?> FirstAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
        where T : class
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? row(reader) : default;
        }
    }

    /// <summary>Runs the statement, answers how many rows it concerned, and disposes it.</summary>
    public static async Task<int> RunAsync(this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    static NpgsqlCommand With(NpgsqlCommand command, ReadOnlySpan<object?> values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        return command;
    }

    // An unsigned number is a transaction id; the driver would not guess that.
    static NpgsqlParameter Parameter(object? value) =>
        value is ulong ? new() { Value = value, NpgsqlDbType = NpgsqlDbType.Xid8 } : new() { Value = value ?? DBNull.Value };
}
