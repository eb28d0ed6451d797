using Npgsql;
using NpgsqlTypes;
using static Teahouse.Server.Chat.ChatSql;

namespace Teahouse.Server.Chat;

/// <summary>The log in PostgreSQL, written in the same transaction as what goes with it.</summary>
sealed class PostgresMessageLog(NpgsqlDataSource database) : IMessageLog
{
    public ValueTask AppendAsync(NpgsqlBatch transaction, IReadOnlyList<LogRow> rows, CancellationToken cancellationToken)
    {
        transaction.BatchCommands.Add(new NpgsqlBatchCommand(AppendMessages)
        {
            Parameters =
            {
                Column(rows, NpgsqlDbType.Uuid, r => r.ConversationId), Column(rows, NpgsqlDbType.Integer, r => r.Generation),
                Column(rows, NpgsqlDbType.Bigint, r => r.Seq), Column(rows, NpgsqlDbType.Bigint, r => r.N),
                Column(rows, NpgsqlDbType.Uuid, r => r.Id), Column(rows, NpgsqlDbType.Uuid, r => r.SenderId),
                Column(rows, NpgsqlDbType.TimestampTz, r => r.SentAt), Column(rows, NpgsqlDbType.Bytea, r => r.Content),
            },
        });
        return default;
    }

    public Task<List<LogRow>> BeyondAsync(Guid[] conversations, long[] seqs, CancellationToken cancellationToken) =>
        ReadAsync(MessagesBeyond, cancellationToken, conversations, seqs);

    public Task<List<LogRow>> AtAsync(Guid[] conversations, long[] seqs, CancellationToken cancellationToken) =>
        ReadAsync(MessagesAt, cancellationToken, conversations, seqs);

    public Task<List<LogRow>> FindAsync(Guid[] ids, CancellationToken cancellationToken) =>
        ReadAsync(MessagesById, cancellationToken, ids);

    public Task<List<LogRow>> AfterAsync(Guid conversation, long seq, int limit, CancellationToken cancellationToken) =>
        ReadAsync(MessagesAfter, cancellationToken, conversation, seq, limit);

    public async Task<List<LogRow>> BeforeAsync(Guid conversation, long seq, int limit, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(MessagesBefore, cancellationToken, conversation, seq, limit);
        rows.Reverse();
        return rows;
    }

    public Task<List<LogRow>> UnreadAsync(
        Guid[] conversations, long[] readSeqs, Guid reader, int limit, CancellationToken cancellationToken) =>
        ReadAsync(Unread, cancellationToken, conversations, readSeqs, reader, limit);

    public async Task<Dictionary<Guid, long>> TailsAsync(Guid[] conversations, CancellationToken cancellationToken)
    {
        await using var command = database.Command(ChatSql.Tails, conversations);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tails = new Dictionary<Guid, long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tails[reader.GetGuid(0)] = reader.GetInt64(1);
        }

        return tails;
    }

    async Task<List<LogRow>> ReadAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = database.Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<LogRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(reader.GetGuid(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetGuid(4), reader.GetGuid(5),
                reader.GetFieldValue<DateTimeOffset>(6), reader.GetFieldValue<byte[]>(7)));
        }

        return rows;
    }

    static NpgsqlParameter<T[]> Column<T>(IReadOnlyList<LogRow> rows, NpgsqlDbType type, Func<LogRow, T> value)
    {
        var column = new T[rows.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = value(rows[i]);
        }

        return new() { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
