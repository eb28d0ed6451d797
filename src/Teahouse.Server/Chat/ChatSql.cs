namespace Teahouse.Server.Chat;

/// <summary>Every statement of the unit.</summary>
static class ChatSql
{
    public const string FenceLost = "TH001";

    public const string Hold = "SELECT chat.hold($1, $2)";

    public const string RenewLease = """
        INSERT INTO chat.node (name, lease_until) VALUES ($1, now() + make_interval(secs => $2))
        ON CONFLICT (name) DO UPDATE SET lease_until = excluded.lease_until
        """;

    public const string EndLease = "DELETE FROM chat.node WHERE name = $1";

    /// <summary>Takes what nobody holds with a living lease; with $2 everything that another node holds.</summary>
    public const string Claim = """
        WITH free AS (
            SELECT p.part FROM chat.partition p LEFT JOIN chat.node n ON n.name = p.node
            WHERE p.node IS DISTINCT FROM $1 AND ($2 OR n.lease_until IS NULL OR n.lease_until < now())
            ORDER BY p.part FOR UPDATE OF p)
        UPDATE chat.partition p SET epoch = p.epoch + 1, node = $1 FROM free WHERE p.part = free.part
        """;

    public const string Owned = "SELECT part, epoch FROM chat.partition WHERE node = $1";

    public const string ForgetIndexOfIds = "DROP INDEX IF EXISTS chat.message_id";

    public const string AppendMessages = """
        INSERT INTO chat.message (conversation_id, generation, seq, n, id, sender_id, sent_at, content)
        SELECT * FROM unnest($1::uuid[], $2::int[], $3::bigint[], $4::bigint[], $5::uuid[], $6::uuid[], $7::timestamptz[], $8::bytea[])
        """;

    public const string CreateConversations = """
        INSERT INTO chat.conversation (id, kind, created_at, active_at) SELECT id, kind, at, at
        FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS c(id, kind, at)
        """;

    public const string CreateMembers =
        "INSERT INTO chat.member (conversation_id, user_id) SELECT * FROM unnest($1::uuid[], $2::uuid[])";

    /// <summary>Pointers only move forward, whoever writes them.</summary>
    public const string MovePointers = """
        UPDATE chat.member m SET delivered_seq = greatest(m.delivered_seq, p.delivered_seq), read_seq = greatest(m.read_seq, p.read_seq),
            read_n = greatest(m.read_n, p.read_n)
        FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[])
            AS p(conversation_id, user_id, delivered_seq, read_seq, read_n)
        WHERE m.conversation_id = p.conversation_id AND m.user_id = p.user_id
        """;

    /// <summary>Brings conversation rows up to the log and marks them as changed.</summary>
    public const string Settle = """
        UPDATE chat.conversation c SET last_seq = greatest(c.last_seq, p.last_seq), last_n = greatest(c.last_n, p.last_n),
            active_at = greatest(c.active_at, p.active_at), changed = pg_current_xact_id()
        FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::timestamptz[]) AS p(id, last_seq, last_n, active_at) WHERE c.id = p.id
        """;

    public const string Conversations = """
        SELECT id, kind, generation, last_seq, last_n, created_at, active_at, changed FROM chat.conversation WHERE id = ANY($1)
        """;

    public const string Members = """
        SELECT conversation_id, user_id, delivered_seq, read_seq, read_n FROM chat.member
        WHERE conversation_id = ANY($1) ORDER BY conversation_id, user_id
        """;

    public const string MessagesBeyond = """
        SELECT m.conversation_id, m.generation, m.seq, m.n, m.id, m.sender_id, m.sent_at, m.content
        FROM unnest($1::uuid[], $2::bigint[]) AS p(conversation_id, seq)
        JOIN chat.message m ON m.conversation_id = p.conversation_id AND m.seq > p.seq ORDER BY m.conversation_id, m.seq
        """;

    public const string Tails = """
        SELECT c.id, t.seq FROM unnest($1::uuid[]) AS c(id)
        CROSS JOIN LATERAL (SELECT m.seq FROM chat.message m WHERE m.conversation_id = c.id ORDER BY m.seq DESC LIMIT 1) AS t
        """;

    const string Columns = "conversation_id, generation, seq, n, id, sender_id, sent_at, content";

    public const string MessagesById = $"SELECT {Columns} FROM chat.message WHERE id = ANY($1)";

    public const string MessagesAt = """
        SELECT m.conversation_id, m.generation, m.seq, m.n, m.id, m.sender_id, m.sent_at, m.content
        FROM unnest($1::uuid[], $2::bigint[]) AS p(conversation_id, seq)
        JOIN chat.message m ON m.conversation_id = p.conversation_id AND m.seq = p.seq
        """;

    public const string MessagesAfter =
        $"SELECT {Columns} FROM chat.message WHERE conversation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";

    public const string MessagesBefore =
        $"SELECT {Columns} FROM chat.message WHERE conversation_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";

    /// <summary>What others wrote beyond the reader's place, oldest first over all conversations.</summary>
    public const string Unread = """
        SELECT m.conversation_id, m.generation, m.seq, m.n, m.id, m.sender_id, m.sent_at, m.content
        FROM unnest($1::uuid[], $2::bigint[]) AS p(conversation_id, read_seq)
        CROSS JOIN LATERAL (SELECT * FROM chat.message x WHERE x.conversation_id = p.conversation_id AND x.seq > p.read_seq
            AND x.sender_id <> $3 ORDER BY x.seq LIMIT $4) AS m
        ORDER BY m.sent_at, m.id LIMIT $4
        """;

    public const string MemberOf = """
        SELECT conversation_id FROM chat.member WHERE user_id = $1 AND conversation_id = ANY($2)
        """;

    public const string UnreadPlaces = """
        SELECT m.conversation_id, m.read_seq FROM chat.member m JOIN chat.conversation c ON c.id = m.conversation_id
        WHERE m.user_id = $1 AND c.last_seq > m.read_seq
        """;

    public const string ConversationsOf = "SELECT conversation_id FROM chat.member WHERE user_id = $1";

    public const string Horizon = """
        SELECT pg_snapshot_xmin(pg_current_snapshot()), (SELECT count(*) FROM chat.partition p
            JOIN unnest($1::smallint[], $2::bigint[]) AS own(part, epoch) ON p.part = own.part AND p.epoch = own.epoch),
            (SELECT id FROM chat.installation)
        """;

    public const string Snapshot = "SELECT pg_snapshot_xmin(pg_current_snapshot()), (SELECT id FROM chat.installation)";

    /// <summary>A page of what has changed since $2, latest change first, below the place ($3, $4).</summary>
    public const string Changed = """
        SELECT c.id, c.kind, c.generation, c.last_seq, c.last_n, c.created_at, c.active_at, c.changed
        FROM chat.member m JOIN chat.conversation c ON c.id = m.conversation_id
        WHERE m.user_id = $1 AND c.changed >= $2 AND (c.changed, c.id) < ($3, $4)
        ORDER BY c.changed DESC, c.id DESC LIMIT $5
        """;

    /// <summary>A page of one's conversations, latest activity first, below the place ($2, $3).</summary>
    public const string Listed = """
        SELECT c.id, c.kind, c.generation, c.last_seq, c.last_n, c.created_at, c.active_at, c.changed
        FROM chat.member m JOIN chat.conversation c ON c.id = m.conversation_id
        WHERE m.user_id = $1 AND (c.active_at, c.id) < ($2, $3)
        ORDER BY c.active_at DESC, c.id DESC LIMIT $4
        """;
}
