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
        var plain = rows.All(r => r.IsPlain);
        var command = new NpgsqlBatchCommand(plain ? AppendMessages : AppendEntries)
        {
            Parameters =
            {
                Column(rows, NpgsqlDbType.Uuid, r => r.ConversationId), Column(rows, NpgsqlDbType.Integer, r => r.Generation),
                Column(rows, NpgsqlDbType.Bigint, r => r.Seq), Column(rows, NpgsqlDbType.Bigint, r => r.N),
                Column(rows, NpgsqlDbType.Uuid, r => r.Id), Column(rows, NpgsqlDbType.Uuid, r => r.SenderId),
                Column(rows, NpgsqlDbType.TimestampTz, r => r.SentAt), Column(rows, NpgsqlDbType.Bytea, r => r.Content),
            },
        };
        if (!plain)
        {
            command.Parameters.Add(Column(rows, NpgsqlDbType.Bigint, r => r.ReplyTo));
            command.Parameters.Add(Column(rows, NpgsqlDbType.Bigint, r => r.Thread));
            command.Parameters.Add(Column(rows, NpgsqlDbType.Bigint, r => r.ThreadN));
            command.Parameters.Add(Column(rows, NpgsqlDbType.Boolean, r => r.InChannel ? true : (bool?)null));
            command.Parameters.Add(Column(rows, NpgsqlDbType.Bigint, r => r.Target));
            command.Parameters.Add(Column(rows, NpgsqlDbType.Bytea, r => r.State?.Write()));
        }

        transaction.BatchCommands.Add(command);
        return default;
    }

    public ValueTask ChangeAsync(NpgsqlBatch transaction, IReadOnlyList<LogRow> rows, CancellationToken cancellationToken)
    {
        transaction.BatchCommands.Add(new NpgsqlBatchCommand(ChangeMessages)
        {
            Parameters =
            {
                Column(rows, NpgsqlDbType.Uuid, r => r.ConversationId), Column(rows, NpgsqlDbType.Bigint, r => r.Seq),
                Column(rows, NpgsqlDbType.Bytea, r => r.Content), Column(rows, NpgsqlDbType.Bytea, r => r.State?.Write()),
                Column(rows, NpgsqlDbType.Bigint, r => r.Rev),
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

    public Task<List<LogRow>> LinesAfterAsync(Guid conversation, long seq, int limit, CancellationToken cancellationToken) =>
        ReadAsync(LinesAfter, cancellationToken, conversation, seq, limit);

    public async Task<List<LogRow>> LinesBeforeAsync(
        Guid conversation, long seq, long from, int limit, CancellationToken cancellationToken) =>
        InOrder(await ReadAsync(LinesBefore, cancellationToken, conversation, seq, limit, from));

    public Task<List<LogRow>> AnswersAfterAsync(
        Guid conversation, long thread, long seq, int limit, CancellationToken cancellationToken) =>
        ReadAsync(AnswersAfter, cancellationToken, conversation, seq, limit, thread);

    public async Task<List<LogRow>> AnswersBeforeAsync(
        Guid conversation, long thread, long seq, int limit, CancellationToken cancellationToken) =>
        InOrder(await ReadAsync(AnswersBefore, cancellationToken, conversation, seq, limit, thread));

    public Task<List<LogRow>> UnreadAsync(
        Guid[] conversations, long[] readSeqs, long[] readNs, Guid reader, int limit, CancellationToken cancellationToken) =>
        ReadAsync(Unread, cancellationToken, conversations, readSeqs, reader, limit, readNs);

    public async Task<HashSet<(Guid Conversation, Guid User)>> WritersAsync(
        Guid[] conversations, Guid[] users, CancellationToken cancellationToken) =>
        [.. await database.Command(WroteIn, conversations, users).ListAsync(row => (row.GetGuid(0), row.GetGuid(1)), cancellationToken)];

    public async Task<Dictionary<Guid, long>> TailsAsync(Guid[] conversations, CancellationToken cancellationToken)
    {
        var tails = await database.Command(ChatSql.Tails, conversations)
            .ListAsync(row => (Id: row.GetGuid(0), Seq: row.GetInt64(1)), cancellationToken);
        return tails.ToDictionary(t => t.Id, t => t.Seq);
    }

    Task<List<LogRow>> ReadAsync(string sql, CancellationToken cancellationToken, params ReadOnlySpan<object?> values) =>
        database.Command(sql, values).ListAsync(
            row => new LogRow(row.GetGuid(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3), row.GetGuid(4), row.GetGuid(5),
                row.GetFieldValue<DateTimeOffset>(6), row.GetFieldValue<byte[]>(7))
            {
                ReplyTo = Number(row, 8), Thread = Number(row, 9), ThreadN = Number(row, 10), InChannel = !row.IsDBNull(11) && row.GetBoolean(11),
                Target = Number(row, 12), Rev = Number(row, 13), State = row.IsDBNull(14) ? null : RowState.Read(row.GetFieldValue<byte[]>(14)),
            },
            cancellationToken);

    static long? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    static List<LogRow> InOrder(List<LogRow> rows)
    {
        rows.Reverse();
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
