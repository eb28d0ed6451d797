namespace Teahouse.Server.Chat;

/// <content>What one person keeps for themselves, and what retention deletes.</content>
static partial class ChatSql
{
    /// <summary>Has the conversation count as changed for this member alone.</summary>
    const string OwnChange = "UPDATE chat.member SET changed = pg_current_xact_id() WHERE conversation_id = $1 AND user_id = $2";

    public const string Hide = $"""
        WITH own AS ({OwnChange}), star AS (DELETE FROM chat.star WHERE conversation_id = $1 AND user_id = $2 AND seq = $3)
        INSERT INTO chat.hidden (conversation_id, user_id, seq) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
        """;

    public const string Clear = """
        WITH own AS (
            UPDATE chat.member SET cleared_seq = greatest(cleared_seq, $3), changed = pg_current_xact_id()
            WHERE conversation_id = $1 AND user_id = $2),
        star AS (DELETE FROM chat.star WHERE conversation_id = $1 AND user_id = $2 AND seq <= $3)
        DELETE FROM chat.hidden WHERE conversation_id = $1 AND user_id = $2 AND seq <= $3
        """;

    /// <summary>Those of the places that $1 has hidden.</summary>
    public const string HiddenAt = """
        SELECT h.conversation_id, h.seq FROM unnest($2::uuid[], $3::bigint[]) AS p(conversation_id, seq)
        JOIN chat.hidden h ON h.conversation_id = p.conversation_id AND h.user_id = $1 AND h.seq = p.seq
        """;

    /// <summary>What $1 has hidden in these conversations since a transaction.</summary>
    public const string HiddenSince = """
        SELECT conversation_id, array_agg(seq ORDER BY seq) FROM chat.hidden
        WHERE user_id = $1 AND changed >= $2 AND conversation_id = ANY($3) GROUP BY conversation_id
        """;

    /// <summary>Those who have hidden a message.</summary>
    public const string HiddenFrom = "SELECT user_id FROM chat.hidden WHERE conversation_id = $1 AND seq = $2";

    public const string CountStars = "SELECT count(*) FROM chat.star WHERE user_id = $1";

    public const string Star = "INSERT INTO chat.star (conversation_id, user_id, seq) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    public const string Unstar = "DELETE FROM chat.star WHERE conversation_id = $1 AND user_id = $2 AND seq = $3";

    public const string LoseStars = "DELETE FROM chat.star WHERE conversation_id = $1 AND user_id = $2";

    /// <summary>What somebody has starred, latest first, below the place $2.</summary>
    public const string Starred = """
        SELECT s.place, s.conversation_id, s.seq FROM chat.star s
        JOIN chat.member m ON m.conversation_id = s.conversation_id AND m.user_id = s.user_id
        WHERE s.user_id = $1 AND s.place < $2 AND m.removed_seq IS NULL AND s.seq >= greatest(m.visible_from, m.cleared_seq + 1)
        ORDER BY s.place DESC LIMIT $3
        """;

    /// <summary>What mentions somebody, by name or with everybody, latest first, below the place $2.</summary>
    public const string Mentioned = """
        SELECT x.place, x.conversation_id, x.seq FROM (
            (SELECT n.place, n.conversation_id, n.seq FROM chat.mention n
             JOIN chat.member m ON m.conversation_id = n.conversation_id AND m.user_id = n.user_id
             WHERE n.user_id = $1 AND n.place < $2 AND m.removed_seq IS NULL AND n.seq >= greatest(m.visible_from, m.cleared_seq + 1)
             ORDER BY n.place DESC LIMIT $3)
            UNION ALL
            (SELECT n.place, n.conversation_id, n.seq FROM chat.member m
             CROSS JOIN LATERAL (SELECT * FROM chat.mention e WHERE e.user_id = '00000000-0000-0000-0000-000000000000'
                AND e.conversation_id = m.conversation_id AND e.place < $2 AND e.seq >= greatest(m.visible_from, m.cleared_seq + 1)
                ORDER BY e.place DESC LIMIT $3) AS n
             WHERE m.user_id = $1 AND m.removed_seq IS NULL ORDER BY n.place DESC LIMIT $3)) AS x
        ORDER BY x.place DESC LIMIT $3
        """;

    /// <summary>
    /// Who but the sender, of those who were there when it was sent, has read and received a message: how many there are, and up to $4 of
    /// each by id. Who is quiet has only received it.
    /// </summary>
    public const string Receipts = """
        WITH reader AS (
            SELECT m.user_id, m.read_seq >= $2 AND NOT m.quiet AS read, greatest(m.delivered_seq, m.read_seq) >= $2 AS delivered
            FROM chat.member m WHERE m.conversation_id = $1 AND m.removed_seq IS NULL AND m.user_id <> $3 AND m.joined_at <= $5)
        SELECT count(*), count(*) FILTER (WHERE read), count(*) FILTER (WHERE delivered AND NOT read),
            ARRAY(SELECT user_id FROM reader WHERE read ORDER BY user_id LIMIT $4),
            ARRAY(SELECT user_id FROM reader WHERE delivered AND NOT read ORDER BY user_id LIMIT $4)
        FROM reader
        """;

    const string Unmuted = "coalesce(p.level, 'all') <> 'none' AND NOT coalesce(p.hidden, false)";

    /// <summary>
    /// The members of these conversations, from $2 to $3 of each, who want to hear of them at the time $4: of all, or of what mentions them.
    /// </summary>
    public const string Addressees = $"""
        SELECT m.user_id, r.id, r.first_seq, r.last_seq FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS r(id, first_seq, last_seq)
        JOIN chat.member m ON m.conversation_id = r.id AND m.removed_seq IS NULL AND m.read_seq < r.last_seq
        LEFT JOIN chat.preferences p ON p.user_id = m.user_id AND p.conversation_id = m.conversation_id
        WHERE {Unmuted} AND (p.muted_until IS NULL OR p.muted_until <= $4)
            AND (coalesce(p.level, 'all') = 'all' OR EXISTS (SELECT FROM chat.mention x WHERE x.conversation_id = r.id
                AND x.seq BETWEEN r.first_seq AND r.last_seq AND x.user_id IN (m.user_id, '00000000-0000-0000-0000-000000000000')))
        """;

    /// <summary>How many messages somebody has not read, but for conversations of which they want to hear nothing at the time $2.</summary>
    public const string CountUnread = $"""
        SELECT coalesce(sum(c.last_n - m.read_n), 0)::bigint FROM chat.member m JOIN chat.conversation c ON c.id = m.conversation_id
        LEFT JOIN chat.preferences p ON p.user_id = m.user_id AND p.conversation_id = m.conversation_id
        WHERE m.user_id = $1 AND m.removed_seq IS NULL AND c.last_n > m.read_n AND {Unmuted}
            AND (p.muted_until IS NULL OR p.muted_until <= $2)
        """;

    const string ScheduledColumns = "id, conversation_id, content, send_at, reply_to, thread, refused, user_id";

    public const string CountScheduled = "SELECT count(*) FROM chat.scheduled WHERE user_id = $1";

    public const string ScheduledAs = $"SELECT {ScheduledColumns} FROM chat.scheduled WHERE id = $1";

    public const string Schedule = """
        INSERT INTO chat.scheduled (id, user_id, conversation_id, content, send_at, reply_to, thread) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT DO NOTHING
        """;

    public const string ScheduledOf = $"SELECT {ScheduledColumns} FROM chat.scheduled WHERE user_id = $1 ORDER BY send_at, id";

    public const string CancelScheduled = "DELETE FROM chat.scheduled WHERE id = $1 AND user_id = $2 AND NOT claimed";

    /// <summary>Takes what is due: from now on it is not cancelled. What was taken before and has not ended is taken again.</summary>
    public const string ClaimDue = $"""
        UPDATE chat.scheduled SET claimed = true WHERE id IN (
            SELECT d.id FROM chat.scheduled d WHERE d.send_at <= $1 AND d.refused IS NULL AND (d.send_at, d.id) > ($2, $3)
            ORDER BY d.send_at, d.id LIMIT $4 FOR UPDATE SKIP LOCKED)
        RETURNING {ScheduledColumns}
        """;

    public const string EndScheduled = "DELETE FROM chat.scheduled WHERE id = $1";

    public const string RefuseScheduled = "UPDATE chat.scheduled SET refused = $2, claimed = false WHERE id = $1";

    public const string DropScheduled = "DELETE FROM chat.scheduled WHERE user_id = ANY($1) RETURNING id";

    /// <summary>Those of these people who have written in these conversations.</summary>
    public const string WroteIn = """
        SELECT p.conversation_id, p.user_id FROM unnest($1::uuid[], $2::uuid[]) AS p(conversation_id, user_id)
        WHERE EXISTS (SELECT FROM chat.message m WHERE m.conversation_id = p.conversation_id AND m.sender_id = p.user_id
            AND m.target IS NULL AND m.content NOT LIKE '{"type":"event"%'::bytea)
        """;

    /// <summary>
    /// A page of the conversations whose messages do not stay, by id after $1: how they are kept, and the seq up to which bodies are to go
    /// now, looking at no more than $3 entries of each. Days are counted back from $4; until they are read they are kept for $5 days.
    /// </summary>
    public const string Expiring = """
        SELECT c.id, c.mode, c.days, c.expired_seq, greatest(aged.seq, met.seq) FROM (
            SELECT id, info->'retention'->>'mode' AS mode, (info->'retention'->>'days')::int AS days, expired_seq
            FROM chat.conversation WHERE info->'retention'->>'mode' IN ('days', 'until_read') AND id > $1 ORDER BY id LIMIT $2) AS c
        CROSS JOIN LATERAL (
            SELECT max(m.seq) AS last, max(m.seq) FILTER (WHERE m.sent_at < $4 - make_interval(days => coalesce(c.days, $5))) AS seq
            FROM (SELECT x.seq, x.sent_at FROM chat.message x WHERE x.conversation_id = c.id AND x.seq > c.expired_seq
                ORDER BY x.seq LIMIT $3) AS m) AS aged
        CROSS JOIN LATERAL (
            SELECT CASE WHEN c.mode = 'until_read' AND aged.last IS NOT NULL AND NOT EXISTS (SELECT FROM chat.member r
                WHERE r.conversation_id = c.id AND r.removed_seq IS NULL AND r.read_seq <= c.expired_seq)
            THEN least(aged.last, (SELECT min(r.read_seq) FROM chat.member r WHERE r.conversation_id = c.id AND r.removed_seq IS NULL))
            END AS seq) AS met
        ORDER BY c.id
        """;

    /// <summary>
    /// Deletes bodies from after $2 up to $3, and what hangs on them. The stub keeps the digest of what was sent, so that a repeated send
    /// is known, and how many answers it has.
    /// </summary>
    const string ExpireMessages = """
        UPDATE chat.message SET content = '{"type":"deleted","reason":"expired"}', state = convert_to(jsonb_strip_nulls(jsonb_build_object(
            'digest', coalesce(convert_from(state, 'UTF8')::jsonb->>'digest', encode(sha256(content), 'base64')),
            'replies', convert_from(state, 'UTF8')::jsonb->'replies'))::text, 'UTF8')
        WHERE conversation_id = $1 AND seq > $2 AND seq <= $3 AND target IS NULL AND content NOT LIKE '{"type":"event"%'::bytea
        """;

    const string Expired = "conversation_id = $1 AND seq > $2 AND seq <= $3";

    /// <summary>All that goes with bodies from after $2 up to $3.</summary>
    public static IReadOnlyList<string> Expiry { get; } =
    [
        ExpireMessages, $"DELETE FROM chat.mention WHERE {Expired}", $"DELETE FROM chat.star WHERE {Expired}",
        $"DELETE FROM chat.edit WHERE {Expired}", $"DELETE FROM chat.reaction WHERE {Expired}", $"DELETE FROM chat.ballot WHERE {Expired}",
        $"DELETE FROM chat.pin WHERE {Expired}",
    ];
}
