using Npgsql;
using Teahouse.Platform.Facts;
using Teahouse.Protocol;

namespace Teahouse.Server.Accounts;

/// <summary>Statements and rows of the unit's tables.</summary>
static class Rows
{
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> values) =>
        new NpgsqlCommand(sql, connection).With(values);

    public static NpgsqlCommand Command(this NpgsqlDataSource database, string sql, params ReadOnlySpan<object?> values) =>
        database.CreateCommand(sql).With(values);

    public static async Task<T?> FirstAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
        where T : class
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? row(reader) : default;
        }
    }

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

    public static async Task<int> RunAsync(this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Appends a fact to the outbox within the caller's transaction.</summary>
    public static async Task RecordAsync<T>(this NpgsqlConnection connection, FactType<T> type, T fact, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(Outbox.Append(type, fact));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public static Guid Id(NpgsqlDataReader row) => row.GetGuid(0);

    public static User User(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.IsDBNull(4) ? null : row.GetString(4));

    public static Session Session(NpgsqlDataReader row, Guid current) =>
        new(row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<DateTimeOffset>(3), row.GetGuid(0) == current);

    public static Credentials Credentials(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2));

    public static KeyUse KeyUse(NpgsqlDataReader row) =>
        new(row.GetFieldValue<byte[]>(0), row.GetGuid(1), new(row.GetGuid(2), row.GetString(3), row.GetString(4)));

    static NpgsqlCommand With(this NpgsqlCommand command, ReadOnlySpan<object?> values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
