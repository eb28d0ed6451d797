using System.Text;
using Npgsql;
using NpgsqlTypes;
using Teahouse.Protocol;

namespace Teahouse.Load.Peers;

/// <summary>What is put into Teahouse's database beside the server, because by the server it would take long and prove nothing.</summary>
sealed class TeahouseRows(string connection)
{
    // The columns that every message has, as the server itself appends them.
    const string MessageColumns = "conversation_id, generation, seq, n, id, sender_id, sent_at, content";
    static readonly byte[] Content = Encoding.UTF8.GetBytes($$"""{"type":"text","text":"{{Stamp.Text(0, 100)}}"}""");

    public Task<string> VersionAsync(CancellationToken cancellationToken) =>
        Sql.ScalarAsync<string>(connection, "SHOW server_version", cancellationToken);

    /// <summary>Gives everybody in a circle so many direct conversations of one message with those next to them.</summary>
    public Task AddCircleAsync(IReadOnlyList<Guid> people, int each, CancellationToken cancellationToken)
    {
        var reach = Math.Min(each, people.Count - 1) / 2;
        return AddDirectAsync([.. from i in Enumerable.Range(0, people.Count)
                                  from step in Enumerable.Range(1, reach)
                                  select (people[i], people[(i + step) % people.Count])], 1, cancellationToken);
    }

    /// <summary>Direct conversations with so many messages each.</summary>
    public async Task AddDirectAsync(IReadOnlyList<(Guid One, Guid Other)> pairs, int messages, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        await Sql.CopyAsync(connection,
            "chat.conversation (id, kind, last_seq, last_n, shown_seq, created_at, active_at, member_count)", pairs, async (row, pair) =>
            {
                await row.WriteAsync(Ids.Direct(pair.One, pair.Other));
                await row.WriteAsync("direct");
                await row.WriteAsync((long)messages);
                await row.WriteAsync((long)messages);
                await row.WriteAsync((long)messages);
                await row.WriteAsync(now);
                await row.WriteAsync(now);
                await row.WriteAsync(2);
            }, cancellationToken);
        await Sql.CopyAsync(connection, "chat.member (conversation_id, user_id)",
            pairs.SelectMany(pair => new[] { (pair, User: pair.One), (pair, User: pair.Other) }), async (row, member) =>
            {
                await row.WriteAsync(Ids.Direct(member.pair.One, member.pair.Other));
                await row.WriteAsync(member.User);
            }, cancellationToken);
        foreach (var chunk in pairs.Chunk(Math.Max(1, 1_000_000 / messages)))
        {
            await CopyMessagesAsync(chunk.Select(pair => (Ids.Direct(pair.One, pair.Other), pair.One)), messages, cancellationToken);
        }

        // As the database would by itself a while later.
        await Sql.ExecuteAsync(connection, "VACUUM ANALYZE chat.conversation, chat.member, chat.message", cancellationToken);
    }

    /// <summary>Empties the log and fills it with so many messages of conversations that nobody is in.</summary>
    public async Task FillAsync(int messages, int conversations, CancellationToken cancellationToken)
    {
        await Sql.ExecuteAsync(connection, "TRUNCATE chat.message", cancellationToken);
        var author = Ids.New();
        await CopyMessagesAsync(Enumerable.Range(0, conversations).Select(_ => (Ids.New(), author)), messages / conversations, cancellationToken);
        await Sql.ExecuteAsync(connection, "VACUUM ANALYZE chat.message", cancellationToken);
    }

    /// <summary>How many of the last messages each transaction has committed.</summary>
    public async Task<int> BatchSizeAsync(CancellationToken cancellationToken) => (int)await Sql.ScalarAsync<long>(connection, """
        SELECT count(*) / count(DISTINCT xid) FROM (SELECT xmin::text AS xid FROM chat.message ORDER BY id DESC LIMIT 10000) AS last
        """, cancellationToken);

    /// <summary>Appends messages as the server does, one transaction after the other, until told to stop. Answers how many.</summary>
    public async Task<long> AppendAsync(int batch, CancellationToken stop)
    {
        await using var own = new NpgsqlConnection(connection);
        await own.OpenAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand($"""
            INSERT INTO chat.message ({MessageColumns})
            SELECT * FROM unnest($1::uuid[], $2::int[], $3::bigint[], $4::bigint[], $5::uuid[], $6::uuid[], $7::timestamptz[], $8::bytea[])
            """, own);
        // As many conversations as people write in, so that the same pages of the index are touched.
        var conversations = Enumerable.Range(0, 200).Select(_ => Ids.New()).ToArray();
        var sent = 0L;
        do
        {
            var seqs = Enumerable.Range(0, batch).Select(i => (sent + i) / conversations.Length).ToArray();
            var now = TimeProvider.System.GetUtcNow();
            command.Parameters.Clear();
            Add(NpgsqlDbType.Uuid, Enumerable.Range(0, batch).Select(i => conversations[(sent + i) % conversations.Length]).ToArray());
            Add(NpgsqlDbType.Integer, Enumerable.Repeat(1, batch).ToArray());
            Add(NpgsqlDbType.Bigint, seqs);
            Add(NpgsqlDbType.Bigint, seqs);
            Add(NpgsqlDbType.Uuid, Enumerable.Range(0, batch).Select(_ => Ids.New()).ToArray());
            Add(NpgsqlDbType.Uuid, Enumerable.Repeat(conversations[0], batch).ToArray());
            Add(NpgsqlDbType.TimestampTz, Enumerable.Repeat(now, batch).ToArray());
            Add(NpgsqlDbType.Bytea, Enumerable.Repeat(Content, batch).ToArray());
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            sent += batch;
        }
        while (!stop.IsCancellationRequested);

        return sent;

        void Add(NpgsqlDbType type, object values) => command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values });
    }

    Task CopyMessagesAsync(IEnumerable<(Guid Conversation, Guid Sender)> conversations, int each, CancellationToken cancellationToken)
    {
        // Ids begin with their time: these are older than any that comes.
        var time = TimeProvider.System.GetUtcNow().AddDays(-1);
        var rows = from conversation in conversations
                   from seq in Enumerable.Range(1, each)
                   select (conversation.Conversation, conversation.Sender, Seq: (long)seq);
        return Sql.CopyAsync(connection, $"chat.message ({MessageColumns})", rows, async (row, message) =>
        {
            time = time.AddMicroseconds(500);
            await row.WriteAsync(message.Conversation);
            await row.WriteAsync(1);
            await row.WriteAsync(message.Seq);
            await row.WriteAsync(message.Seq);
            await row.WriteAsync(Guid.CreateVersion7(time));
            await row.WriteAsync(message.Sender);
            await row.WriteAsync(time);
            await row.WriteAsync(Content);
        }, cancellationToken);
    }
}
