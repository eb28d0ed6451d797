namespace Teahouse.Server.Push;

/// <summary>Every statement of the unit.</summary>
static class PushSql
{
    public const string MakeKey = "INSERT INTO push.vapid (private_key) VALUES ($1) ON CONFLICT DO NOTHING";

    public const string Key = "SELECT private_key FROM push.vapid";

    /// <summary>A browser has one subscription: the user's former session in it is pushed to no longer.</summary>
    public const string Displace = "DELETE FROM push.subscription WHERE user_id = $1 AND endpoint = $2 AND session_id <> $3";

    /// <summary>No row when the user has $8 others.</summary>
    public const string Subscribe = """
        INSERT INTO push.subscription AS s (session_id, user_id, endpoint, p256dh, auth, previews, created_at)
        SELECT $1, $2, $3, $4, $5, $6, $7
        WHERE (SELECT count(*) FROM push.subscription o WHERE o.user_id = $2 AND o.session_id <> $1) < $8
        ON CONFLICT (session_id) DO UPDATE SET endpoint = excluded.endpoint, p256dh = excluded.p256dh, auth = excluded.auth,
            previews = excluded.previews
        RETURNING session_id, endpoint, previews, created_at
        """;

    public const string Unsubscribe = "DELETE FROM push.subscription WHERE user_id = $1 AND session_id = $2";

    public const string Forget = "DELETE FROM push.subscription WHERE session_id = ANY($1)";

    public const string SubscriptionsOf =
        "SELECT session_id, endpoint, previews, created_at FROM push.subscription WHERE user_id = $1 ORDER BY created_at, session_id";

    public const string Anybody = "SELECT session_id FROM push.subscription LIMIT 1";

    /// <summary>What is to be told to people goes to all their devices; what waits already is told with it.</summary>
    public const string Put = """
        INSERT INTO push.notice AS n (session_id, conversation_id, first_seq, last_seq, due_at)
        SELECT s.session_id, a.conversation_id, a.first_seq, a.last_seq, $5
        FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[]) AS a(user_id, conversation_id, first_seq, last_seq)
        JOIN push.subscription s ON s.user_id = a.user_id
        ON CONFLICT (session_id, conversation_id) DO UPDATE SET last_seq = greatest(n.last_seq, excluded.last_seq)
        """;

    public const string PutTest = """
        INSERT INTO push.notice (session_id, conversation_id, first_seq, last_seq, due_at)
        SELECT session_id, '00000000-0000-0000-0000-000000000000', 0, 0, $3 FROM push.subscription WHERE user_id = $1 AND session_id = $2
        ON CONFLICT (session_id, conversation_id) DO UPDATE SET due_at = excluded.due_at
        """;

    /// <summary>Takes what is due until $2; what another node is taking is its own.</summary>
    public const string Claim = """
        UPDATE push.notice n SET due_at = $2, tries = n.tries + 1
        FROM (SELECT session_id, conversation_id FROM push.notice WHERE due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED) d
        JOIN push.subscription s ON s.session_id = d.session_id
        WHERE n.session_id = d.session_id AND n.conversation_id = d.conversation_id
        RETURNING n.session_id, n.conversation_id, n.first_seq, n.last_seq, n.tries, s.user_id, s.endpoint, s.p256dh, s.auth, s.previews
        """;

    public const string End = "DELETE FROM push.notice WHERE session_id = $1 AND conversation_id = $2 AND last_seq <= $3";

    /// <summary>What was posted while the push was under way is due at $4.</summary>
    public const string GoOn = """
        UPDATE push.notice SET first_seq = $3 + 1, due_at = $4, tries = 0 WHERE session_id = $1 AND conversation_id = $2 AND last_seq > $3
        """;

    public const string Postpone = "UPDATE push.notice SET due_at = $3 WHERE session_id = $1 AND conversation_id = $2";
}
