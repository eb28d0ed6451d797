namespace Teahouse.Server.Chat;

/// <content>What members do to messages.</content>
static partial class ChatSql
{
    /// <summary>Keeps what a message said, and lets go what is older than the $6 next to it.</summary>
    public const string KeepEdit = """
        WITH kept AS (
            INSERT INTO chat.edit (conversation_id, seq, rev, written_at, content) VALUES ($1, $2, $3, $4, $5))
        DELETE FROM chat.edit WHERE conversation_id = $1 AND seq = $2 AND rev <=
            (SELECT e.rev FROM chat.edit e WHERE e.conversation_id = $1 AND e.seq = $2 ORDER BY e.rev DESC OFFSET $6 LIMIT 1)
        """;

    public const string Edits =
        "SELECT content, written_at FROM chat.edit WHERE conversation_id = $1 AND seq = $2 ORDER BY rev";

    public const string EndMentions = "DELETE FROM chat.mention WHERE conversation_id = $1 AND seq = $2 AND user_id = ANY($3)";

    /// <summary>Nothing of what was said or done to a message stays.</summary>
    public const string WipeMessage = """
        WITH edits AS (DELETE FROM chat.edit WHERE conversation_id = $1 AND seq = $2),
            reactions AS (DELETE FROM chat.reaction WHERE conversation_id = $1 AND seq = $2),
            ballots AS (DELETE FROM chat.ballot WHERE conversation_id = $1 AND seq = $2),
            pins AS (DELETE FROM chat.pin WHERE conversation_id = $1 AND seq = $2)
        DELETE FROM chat.mention WHERE conversation_id = $1 AND seq = $2 AND user_id = ANY($3)
        """;

    public const string ReactionsOf = """
        SELECT r.conversation_id, r.seq, r.user_id, r.emoji
        FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::text[]) AS p(conversation_id, seq, user_id, emoji)
        JOIN chat.reaction r ON r.conversation_id = p.conversation_id AND r.seq = p.seq AND r.emoji = p.emoji AND r.user_id = p.user_id
        """;

    public const string AddReaction = """
        INSERT INTO chat.reaction (conversation_id, seq, user_id, emoji) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """;

    public const string EndReaction =
        "DELETE FROM chat.reaction WHERE conversation_id = $1 AND seq = $2 AND user_id = $3 AND emoji = $4";

    /// <summary>A page of who reacted, by emoji and person, beyond the place ($3, $4); with $5 only with that emoji.</summary>
    public const string Reactions = """
        SELECT emoji, user_id FROM chat.reaction
        WHERE conversation_id = $1 AND seq = $2 AND (emoji, user_id) > ($3 COLLATE "C", $4) AND ($5::text IS NULL OR emoji = $5)
        ORDER BY emoji, user_id LIMIT $6
        """;

    public const string BallotsOf = """
        SELECT b.conversation_id, b.seq, b.user_id, b.options
        FROM unnest($1::uuid[], $2::bigint[], $3::uuid[]) AS p(conversation_id, seq, user_id)
        JOIN chat.ballot b ON b.conversation_id = p.conversation_id AND b.seq = p.seq AND b.user_id = p.user_id
        """;

    public const string PutBallot = """
        INSERT INTO chat.ballot (conversation_id, seq, user_id, options) VALUES ($1, $2, $3, $4)
        ON CONFLICT (conversation_id, seq, user_id) DO UPDATE SET options = excluded.options
        """;

    public const string Ballots =
        "SELECT user_id, options FROM chat.ballot WHERE conversation_id = $1 AND seq = $2 AND options <> '{}' ORDER BY user_id LIMIT $3";

    public const string CountPins = "SELECT conversation_id, count(*)::int FROM chat.pin WHERE conversation_id = ANY($1) GROUP BY 1";

    public const string AddPin = "INSERT INTO chat.pin (conversation_id, seq, rev) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    public const string EndPin = "DELETE FROM chat.pin WHERE conversation_id = $1 AND seq = $2";

    /// <summary>The pinned messages from the seq $2 on, last pinned first.</summary>
    public const string Pins = "SELECT seq FROM chat.pin WHERE conversation_id = $1 AND seq >= $2 ORDER BY rev DESC";

    public const string FollowedOf = """
        SELECT t.conversation_id, t.seq, t.user_id
        FROM unnest($1::uuid[], $2::bigint[], $3::uuid[]) AS p(conversation_id, seq, user_id)
        JOIN chat.thread_place t ON t.user_id = p.user_id AND t.conversation_id = p.conversation_id AND t.seq = p.seq
        WHERE t.following
        """;

    public const string PutThread = """
        INSERT INTO chat.thread (conversation_id, seq, count, last_seq, answered_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (conversation_id, seq) DO UPDATE SET count = excluded.count, last_seq = excluded.last_seq,
            answered_at = excluded.answered_at, changed = pg_current_xact_id()
        """;

    /// <summary>These people follow a thread from now on, and have read it at least so far.</summary>
    public const string FollowThread = """
        INSERT INTO chat.thread_place AS p (conversation_id, seq, user_id, following, read_n)
        SELECT $1, $2, f.user_id, true, f.read_n FROM unnest($3::uuid[], $4::bigint[]) AS f(user_id, read_n)
        ON CONFLICT (user_id, conversation_id, seq) DO UPDATE SET following = true, read_n = greatest(p.read_n, excluded.read_n),
            changed = pg_current_xact_id()
        """;

    /// <summary>
    /// Sets for one person whether they follow (with $4) and how far they have read; who follows anew has read what is there. Their
    /// conversation counts as changed for them alone.
    /// </summary>
    public const string PutThreadPlace = """
        WITH own AS (
            UPDATE chat.member SET changed = pg_current_xact_id() WHERE conversation_id = $2 AND user_id = $1 AND removed_seq IS NULL
            RETURNING 1)
        INSERT INTO chat.thread_place AS p (user_id, conversation_id, seq, following, read_n)
        SELECT $1, $2, $3, coalesce($4::boolean, false), $5 FROM own
        ON CONFLICT (user_id, conversation_id, seq) DO UPDATE SET following = coalesce($4, p.following),
            read_n = CASE WHEN $4 AND p.following THEN p.read_n ELSE greatest(p.read_n, $5) END, changed = pg_current_xact_id()
        RETURNING following, read_n
        """;

    /// <summary>Threads with answers beyond the checkpoint count as changed with it: who has synced meanwhile has not heard of them.</summary>
    public const string TouchThreads = """
        UPDATE chat.thread t SET changed = pg_current_xact_id() FROM chat.conversation c
        WHERE c.id = ANY($1) AND t.conversation_id = c.id AND t.last_seq > c.last_seq
        """;

    const string ThreadColumns = "p.conversation_id, p.seq, p.read_n, coalesce(t.count, 0), coalesce(t.last_seq, 0), p.following";

    public const string ThreadPlaceOf =
        "SELECT following, read_n FROM chat.thread_place WHERE user_id = $1 AND conversation_id = $2 AND seq = $3";

    /// <summary>Where somebody stands in threads of these conversations that have changed since $3, or have other answers.</summary>
    public const string ThreadsChanged = $"""
        SELECT {ThreadColumns} FROM chat.thread_place p
        JOIN chat.member m ON m.conversation_id = p.conversation_id AND m.user_id = p.user_id
        LEFT JOIN chat.thread t ON t.conversation_id = p.conversation_id AND t.seq = p.seq
        WHERE p.user_id = $1 AND p.conversation_id = ANY($2) AND (p.changed >= $3 OR t.changed >= $3)
            AND m.removed_seq IS NULL AND p.seq >= greatest(m.visible_from, m.cleared_seq + 1)
        ORDER BY t.last_seq DESC NULLS LAST LIMIT $4
        """;

    /// <summary>
    /// A page of the threads that somebody follows, latest answer first, below the place ($2, $3, $4): answers of one moment by their seq.
    /// </summary>
    public const string ThreadsFollowed = $"""
        SELECT {ThreadColumns}, t.answered_at FROM chat.thread_place p
        JOIN chat.member m ON m.conversation_id = p.conversation_id AND m.user_id = p.user_id
        JOIN chat.thread t ON t.conversation_id = p.conversation_id AND t.seq = p.seq
        WHERE p.user_id = $1 AND p.following AND (t.answered_at, p.conversation_id, t.last_seq) < ($2, $3, $4)
            AND m.removed_seq IS NULL AND p.seq >= greatest(m.visible_from, m.cleared_seq + 1)
        ORDER BY t.answered_at DESC, p.conversation_id DESC, t.last_seq DESC LIMIT $5
        """;
}
