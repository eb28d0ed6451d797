using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>What does not change costs nothing: counted in rows and bytes by the database, not by the clock.</summary>
public sealed class ScaleTests
{
    // Rows that the database has handed out or written for Chat and Accounts, but for the leases that are renewed by themselves.
    const string RowsRead = """
        SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_user_tables
        WHERE schemaname IN ('chat', 'accounts') AND relname NOT IN ('partition', 'node', 'installation')
        """;

    [Fact]
    public async Task Alice_with_ten_thousand_conversations_syncs_ten_changes_as_cheaply_as_Bob_with_ten()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await ChatNode.StartAsync(database, new() { HorizonMs = 60_000, RetentionS = 86_400, ScheduleMs = 60_000 });
        var (alice, bob) = (await node.PersonAsync("alice"), await node.PersonAsync("bob"));
        await FillAsync(database, alice, 9_990);
        var friends = new List<Guid>();
        for (var i = 0; i < 10; i++)
        {
            friends.Add(await node.PersonAsync($"friend{i}"));
        }

        var costs = new List<(long Rows, int Bytes)>();
        foreach (var reader in new[] { bob, alice })
        {
            foreach (var friend in friends)
            {
                await node.AskAsync(Commands.Send, new(new TextContent("before"), Ids.New(), RecipientId: reader), friend);
            }

            var cursor = await EndOfSyncAsync(node, reader);
            foreach (var friend in friends)
            {
                await node.AskAsync(Commands.Send, new(new TextContent("news"), Ids.New(), RecipientId: reader), friend);
            }

            // The first answer brings the rows up to the log, which everybody pays for alike; then the reading alone is counted.
            Assert.Equal(10, Conversations(await node.AskAsync(Commands.Sync, new(cursor), reader)));
            var before = await CountAsync(database, RowsRead);
            var answer = await node.AskAsync(Commands.Sync, new(cursor), reader);
            var after = await CountAsync(database, RowsRead);
            Assert.Equal(10, Conversations(answer));
            costs.Add((after - before, JsonSerializer.SerializeToUtf8Bytes(answer, Wire.Default.Synced).Length));
        }

        var (few, many) = (costs[0], costs[1]);
        TestContext.Current.TestOutputHelper?.WriteLine($"10: {few}, 10,000: {many}");
        Assert.InRange(few.Rows, 10, 1_000);
        Assert.InRange(many.Rows, 0, few.Rows * 3 / 2);
        Assert.InRange(many.Bytes, 0, few.Bytes * 3 / 2);

        var page = await node.AskAsync(Commands.ListConversations, new(), alice);
        Assert.Equal((50, "news"), (page.Conversations.Count, ((TextContent)page.Conversations[0].LastMessage!.Content).Text));
        Assert.NotNull(page.NextCursor);
    }

    [Fact]
    public async Task A_message_to_ten_thousand_members_writes_no_more_than_three_rows()
    {
        await using var server = await TestServer.StartAsync(("facts.trim_every_s", "3600"));
        await using var alice = await server.PersonAsync("Alice");
        var group = await alice.Api.CallAsync(Commands.CreateConversation, new("group", [], "town"), TestContext.Current.CancellationToken);
        var (before, after) = (new Dictionary<string, long>(), new Dictionary<string, long>());

        // While the server is down its sessions have handed in what they have counted.
        await server.RestartAsync(async () =>
        {
            await server.Database.ExecuteAsync($"""
                INSERT INTO chat.member (conversation_id, user_id, wide) SELECT '{group.Id}', gen_random_uuid(), true FROM generate_series(1, 9999);
                UPDATE chat.member SET wide = true WHERE conversation_id = '{group.Id}';
                UPDATE chat.conversation SET wide = true, member_count = 10000 WHERE id = '{group.Id}';
                """);
            server.Database.DataSource.Clear();
            before = await WrittenAsync(server.Database);
        });
        var api = server.Api(alice.Token);
        for (var i = 0; i < 200; i++)
        {
            await api.CallAsync(Commands.Send, new(new TextContent($"{i}"), Ids.New(), group.Id), TestContext.Current.CancellationToken);
        }

        await Eventually.True("the conversation's row is brought up to the log", async () =>
            await server.Database.ScalarAsync<long>($"SELECT last_n FROM chat.conversation WHERE id = '{group.Id}'") == 200);
        await server.RestartAsync(() => Eventually.True("every session has ended", async () =>
        {
            after = await WrittenAsync(server.Database);
            return after["chat.message"] - before["chat.message"] >= 200;
        }));
        var tables = after.Select(t => (t.Key, Rows: t.Value - before.GetValueOrDefault(t.Key))).Where(t => t.Rows > 0).OrderByDescending(t => t.Rows).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", tables));
        Assert.InRange(tables.Sum(t => t.Rows) / 200.0, 1, 3);
    }

    static int Conversations(Synced synced) => synced.Updates.OfType<ConversationUpdate>().Count();

    /// <summary>Conversations that the person has with people who are of no further interest.</summary>
    static Task FillAsync(TestDatabase database, Guid user, int count) => database.ExecuteAsync($"""
        CREATE TEMP TABLE filled AS SELECT gen_random_uuid() AS id, gen_random_uuid() AS other, i FROM generate_series(1, {count}) AS i;
        INSERT INTO chat.conversation (id, kind, created_at, active_at, member_count, last_seq, last_n, shown_seq)
            SELECT id, 'direct', '2025-01-01', '2025-01-01'::timestamptz + i * interval '1 minute', 2, 1, 1, 1 FROM filled;
        INSERT INTO chat.member (conversation_id, user_id, delivered_seq, read_seq, read_n)
            SELECT id, '{user}', 1, 1, 1 FROM filled UNION ALL SELECT id, other, 1, 1, 1 FROM filled;
        INSERT INTO chat.message (conversation_id, generation, seq, n, id, sender_id, sent_at, content)
            SELECT id, 1, 1, 1, gen_random_uuid(), other, '2025-01-01', '{"{"}"type":"text","text":"hello"{"}"}' FROM filled;
        ANALYZE chat.conversation, chat.member, chat.message;
        """);

    static async Task<string> EndOfSyncAsync(ChatNode node, Guid user)
    {
        string? cursor = null;
        for (var more = true; more;)
        {
            var page = await node.AskAsync(Commands.Sync, new(cursor, Limits.PageSize), user);
            (cursor, more) = (page.Cursor, page.More);
        }

        return cursor!;
    }

    // Sessions hand in what they have counted when they end.
    static async Task<long> CountAsync(TestDatabase database, string sql)
    {
        database.DataSource.Clear();
        await using var own = new NpgsqlConnection($"{database.ConnectionString};Pooling=false");
        await own.OpenAsync(TestContext.Current.CancellationToken);
        await Eventually.True("all sessions but this one have ended", async () => (await own.Command(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle' AND pid <> pg_backend_pid()")
            .ListAsync(row => row.GetInt64(0), TestContext.Current.CancellationToken))[0] == 0);
        return (await own.Command(sql).ListAsync(row => row.GetInt64(0), TestContext.Current.CancellationToken))[0];
    }

    static async Task<Dictionary<string, long>> WrittenAsync(TestDatabase database) => (await database.DataSource.Command("""
            SELECT schemaname || '.' || relname, n_tup_ins + n_tup_upd FROM pg_stat_user_tables
            WHERE schemaname IN ('chat', 'platform') AND relname NOT IN ('partition', 'node')
            """).ListAsync(row => (Table: row.GetString(0), Rows: row.GetInt64(1)), TestContext.Current.CancellationToken))
        .ToDictionary(row => row.Table, row => row.Rows);
}
