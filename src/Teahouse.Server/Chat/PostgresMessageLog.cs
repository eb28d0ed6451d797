using Npgsql;
using NpgsqlTypes;
using Teahouse.Platform.Postgres;
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
        var tails = await database.Command(ChatSql.Tails, conversations)
            .ListAsync(row => (Id: row.GetGuid(0), Seq: row.GetInt64(1)), cancellationToken);
        return tails.ToDictionary(t => t.Id, t => t.Seq);
    }

    Task<List<LogRow>> ReadAsync(string sql, CancellationToken cancellationToken, params ReadOnlySpan<object?> values) =>
        database.Command(sql, values).ListAsync(
            row => new LogRow(row.GetGuid(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3), row.GetGuid(4), row.GetGuid(5),
                row.GetFieldValue<DateTimeOffset>(6), row.GetFieldValue<byte[]>(7)),
            cancellationToken);

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
