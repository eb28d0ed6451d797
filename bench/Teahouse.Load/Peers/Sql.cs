using Npgsql;

namespace Teahouse.Load.Peers;

/// <summary>Plain calls to a database, each with a connection of its own.</summary>
static class Sql
{
    public static async Task ExecuteAsync(string connection, string sql, CancellationToken cancellationToken)
    {
        await using var own = await OpenAsync(connection, cancellationToken);
        await using var command = new NpgsqlCommand(sql, own) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<T> ScalarAsync<T>(string connection, string sql, CancellationToken cancellationToken)
    {
        await using var own = await OpenAsync(connection, cancellationToken);
        await using var command = new NpgsqlCommand(sql, own) { CommandTimeout = 0 };
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Copies rows into the columns of a table.</summary>
    public static async Task CopyAsync<T>(
        string connection, string columns, IEnumerable<T> rows, Func<NpgsqlBinaryImporter, T, Task> write, CancellationToken cancellationToken)
    {
        await using var own = await OpenAsync(connection, cancellationToken);
        await using var import = await own.BeginBinaryImportAsync($"COPY {columns} FROM STDIN (FORMAT binary)", cancellationToken);
        import.Timeout = TimeSpan.FromHours(1);
        foreach (var row in rows)
        {
            await import.StartRowAsync(cancellationToken);
            await write(import, row);
        }

        await import.CompleteAsync(cancellationToken);
    }

    static async Task<NpgsqlConnection> OpenAsync(string connection, CancellationToken cancellationToken)
    {
        var opened = new NpgsqlConnection($"{connection};Pooling=false");
        await opened.OpenAsync(cancellationToken);
        return opened;
    }
}
