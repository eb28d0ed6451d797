using Npgsql;
using NpgsqlTypes;

namespace Teahouse.Server.Chat;

/// <summary>Statements with positional parameters.</summary>
static class Statements
{
    public static NpgsqlCommand Command(this NpgsqlDataSource database, string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        return command;
    }

    public static void Add(this NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        batch.BatchCommands.Add(command);
    }

    // An unsigned number is a transaction id; the driver would not guess that.
    static NpgsqlParameter Parameter(object value) =>
        value is ulong ? new() { Value = value, NpgsqlDbType = NpgsqlDbType.Xid8 } : new() { Value = value };
}
