namespace Teahouse.Server.Accounts;

/// <summary>Every statement of the unit. A user is always read in the order id, username, display_name, created_at, about.</summary>
static class AccountsSql
{
    /// <summary>No row when the name is taken. NFC is PostgreSQL's work: the runtime is without Unicode's tables.</summary>
    public const string InsertUser = """
        INSERT INTO accounts.users (id, username, display_name, password_hash, created_at)
        VALUES ($1, $2, normalize($3, nfc), $4, $5)
        ON CONFLICT (username) DO NOTHING
        RETURNING id, username, display_name, created_at, about
        """;

    public const string UsersByIds = "SELECT id, username, display_name, created_at, about FROM accounts.users WHERE id = ANY ($1)";

    public const string UserByName = "SELECT id, username, display_name, created_at, about FROM accounts.users WHERE username = $1";

    public const string Version = "SELECT version FROM accounts.users WHERE id = $1";

    public const string CredentialsByName = "SELECT id, username, password_hash FROM accounts.users WHERE username = $1";

    public const string CredentialsById = "SELECT id, username, password_hash FROM accounts.users WHERE id = $1";

    /// <summary>Locks the user while a session is opened. No row when the password has been changed meanwhile.</summary>
    public const string LockUser = """
        UPDATE accounts.users SET version = version + 1, password_hash = COALESCE($3::text, password_hash)
        WHERE id = $1 AND password_hash = $2
        RETURNING id, username, display_name, created_at, about, version
        """;

    /// <summary>No row when nothing would change.</summary>
    public const string UpdateUser = """
        UPDATE accounts.users SET
            display_name = COALESCE(normalize($2::text, nfc), display_name),
            about = CASE WHEN $3::text IS NULL THEN about ELSE NULLIF(normalize($3::text, nfc), '') END,
            version = version + 1
        WHERE id = $1 AND (
            display_name IS DISTINCT FROM COALESCE(normalize($2::text, nfc), display_name)
            OR about IS DISTINCT FROM CASE WHEN $3::text IS NULL THEN about ELSE NULLIF(normalize($3::text, nfc), '') END)
        RETURNING id, username, display_name, created_at, about, version
        """;

    /// <summary>No row when the password has been changed meanwhile.</summary>
    public const string UpdatePassword = """
        UPDATE accounts.users SET password_hash = $3, version = version + 1 WHERE id = $1 AND password_hash = $2 RETURNING version
        """;

    /// <summary>Asked once the user is locked: within one statement it would see what was there before the lock.</summary>
    public const string HasSession = "SELECT id FROM accounts.sessions WHERE user_id = $1 AND id = $2";

    public const string BumpVersions = """
        UPDATE accounts.users SET version = version + 1
        WHERE id IN (SELECT id FROM accounts.users WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE)
        RETURNING id, version
        """;

    public const string InsertSession = """
        INSERT INTO accounts.sessions (id, user_id, token_hash, device, address, created_at, last_seen_at)
        VALUES ($1, $2, $3, normalize($4, nfc), $5, $6, $6)
        RETURNING id, device, created_at, last_seen_at
        """;

    /// <summary>No row when the session has ended.</summary>
    public const string RotateToken = """
        UPDATE accounts.sessions SET token_hash = $3, address = $4, last_seen_at = $5 WHERE id = $1 AND user_id = $2
        RETURNING id, device, created_at, last_seen_at
        """;

    public const string ListSessions = """
        SELECT id, device, created_at, last_seen_at FROM accounts.sessions
        WHERE user_id = $1 AND last_seen_at > $2 ORDER BY last_seen_at DESC, id
        """;

    public const string EndSession = "DELETE FROM accounts.sessions WHERE user_id = $1 AND id = $2 RETURNING id";

    public const string EndOtherSessions = "DELETE FROM accounts.sessions WHERE user_id = $1 AND id <> $2 RETURNING id";

    /// <summary>Ends those unused longest, so that with the new one ($2) no more than $3 are left.</summary>
    public const string EndExcessSessions = """
        DELETE FROM accounts.sessions WHERE id IN (
            SELECT id FROM accounts.sessions WHERE user_id = $1 AND id <> $2 ORDER BY last_seen_at DESC, id OFFSET $3 - 1)
        RETURNING id
        """;

    public const string IdleSessions = """
        SELECT user_id, id FROM accounts.sessions WHERE last_seen_at <= $1 ORDER BY last_seen_at LIMIT $2
        """;

    /// <summary>Comes after the users are locked, as everywhere, so that no two wait for each other.</summary>
    public const string EndIdleSessions = "DELETE FROM accounts.sessions WHERE id = ANY ($2) AND last_seen_at <= $1 RETURNING user_id, id";

    public const string Authenticate = """
        SELECT u.id, u.username, u.display_name, u.created_at, u.about, s.id, s.last_seen_at
        FROM accounts.sessions s JOIN accounts.users u ON u.id = s.user_id
        WHERE s.token_hash = $1 AND s.last_seen_at > $2
        """;

    /// <summary>Skips rows that somebody else is writing: two nodes that saw the same devices must not wait for each other.</summary>
    public const string Seen = """
        UPDATE accounts.sessions s SET last_seen_at = GREATEST(s.last_seen_at, n.seen_at), address = n.address
        FROM (SELECT id FROM accounts.sessions WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED) l
        JOIN unnest($1, $2, $3) AS n (id, seen_at, address) ON n.id = l.id
        WHERE s.id = l.id
        """;

    /// <summary>No row is written when the key is in use; one in flight is waited for.</summary>
    public const string InsertKey = """
        INSERT INTO accounts.keys (command, key, digest, user_id, session_id, created_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
        """;

    public const string KeyUse = """
        SELECT k.digest, k.session_id, u.id, u.username, u.password_hash
        FROM accounts.keys k JOIN accounts.users u ON u.id = k.user_id WHERE k.command = $1 AND k.key = $2
        """;

    public const string MoveKey = "UPDATE accounts.keys SET session_id = $3 WHERE command = $1 AND key = $2";

    public const string ForgetKeys = """
        DELETE FROM accounts.keys WHERE (command, key) IN (
            SELECT command, key FROM accounts.keys WHERE created_at <= $1 ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        """;
}
