namespace Teahouse.Server.Accounts;

/// <summary>Every statement of the unit. A user is always read as <see cref="Rows.User"/> reads them.</summary>
static class AccountsSql
{
    const string User =
        "u.id, u.username, u.display_name, u.created_at, u.about, u.status_emoji, u.status_text, u.status_until, u.deactivated_at";

    const string Settings = "u.version, u.read_receipts, u.last_seen, u.online, u.strangers, u.findable, u.language, u.theme";

    const string Privacy = "u.id, u.online, u.last_seen, u.strangers, u.read_receipts, u.deactivated_at";

    /// <summary>No row when the name is taken. NFC is PostgreSQL's work: the runtime is without Unicode's tables.</summary>
    public const string InsertUser = $"""
        INSERT INTO accounts.users AS u (id, username, display_name, display_key, password_hash, created_at)
        VALUES ($1, $2, normalize($3, nfc), normalize($4, nfkc), $5, $6)
        ON CONFLICT (username) DO NOTHING
        RETURNING {User}
        """;

    public const string UsersByIds = $"SELECT {User} FROM accounts.users u WHERE u.id = ANY ($1)";

    /// <summary>
    /// Whose username is $1, whoever may find them so, and at most $3 each whose username ($1) or display name ($2) begins so: those up to
    /// the last character of Unicode behind it, which is a range of an index in every plan, as starts_with is not.
    /// </summary>
    public const string FindUsers = $"""
        SELECT {User}, u.findable = 'nobody' FROM accounts.users u WHERE u.username = $1 AND u.deactivated_at IS NULL
        UNION
        (SELECT {User}, false FROM accounts.users u
        WHERE u.findable = 'name' AND u.deactivated_at IS NULL AND u.username >= $1 AND u.username < $1 || chr(1114111)
        ORDER BY u.username LIMIT $3)
        UNION
        (SELECT {User}, false FROM accounts.users u
        WHERE u.findable = 'name' AND u.deactivated_at IS NULL AND u.display_key >= normalize($2, nfkc)
            AND u.display_key < normalize($2, nfkc) || chr(1114111)
        ORDER BY u.display_key LIMIT $3)
        """;

    public const string SettingsOf = $"SELECT {Settings} FROM accounts.users u WHERE u.id = $1";

    public const string LockSettings = $"{SettingsOf} FOR NO KEY UPDATE";

    public const string UpdateSettings = $"""
        UPDATE accounts.users u SET version = u.version + 1, read_receipts = $2, last_seen = $3, online = $4, strangers = $5, findable = $6,
            language = $7, theme = $8
        WHERE u.id = $1 RETURNING {Settings}
        """;

    public const string PrivacyOf = $"SELECT {Privacy} FROM accounts.users u WHERE u.id = ANY ($1)";

    public const string LockPrivacy = $"{PrivacyOf} ORDER BY u.id FOR NO KEY UPDATE";

    /// <summary>Ids are in order of time.</summary>
    public const string FirstUser = $"SELECT {User} FROM accounts.users u WHERE u.deactivated_at IS NULL ORDER BY u.id LIMIT 1";

    /// <summary>Beyond some number the planner's own estimate is good enough, and costs nothing.</summary>
    public const string CountUsers = """
        SELECT CASE WHEN reltuples < 50000 THEN (SELECT count(*) FROM accounts.users WHERE deactivated_at IS NULL)::int ELSE reltuples::int END
        FROM pg_class WHERE oid = 'accounts.users'::regclass
        """;

    public const string Exists = "SELECT FROM accounts.users WHERE id = $1";

    public const string Versions = """
        SELECT n.place, u.version FROM unnest($1::uuid[]) WITH ORDINALITY AS n (id, place) JOIN accounts.users u ON u.id = n.id
        """;

    public const string CredentialsByName = 
        "SELECT id, username, password_hash FROM accounts.users WHERE username = $1 AND deactivated_at IS NULL";

    public const string CredentialsById = 
        "SELECT id, username, password_hash FROM accounts.users WHERE id = $1 AND deactivated_at IS NULL";

    /// <summary>Locks the user while a session is opened. No row when the password has been changed meanwhile, or the account closed.</summary>
    public const string LockUser = $"""
        UPDATE accounts.users u SET version = u.version + 1, password_hash = COALESCE($3::text, u.password_hash)
        WHERE u.id = $1 AND u.password_hash = $2 AND u.deactivated_at IS NULL
        RETURNING {User}, u.version
        """;

    /// <summary>No row when nothing would change.</summary>
    public const string UpdateUser = $"""
        UPDATE accounts.users u SET
            display_name = COALESCE(n.display_name, u.display_name),
            display_key = COALESCE(n.display_key, u.display_key),
            about = CASE WHEN n.about IS NULL THEN u.about ELSE NULLIF(n.about, '') END,
            status_emoji = CASE WHEN $5 THEN $6::text ELSE u.status_emoji END,
            status_text = CASE WHEN $5 THEN n.status_text ELSE u.status_text END,
            status_until = CASE WHEN $5 THEN $8::timestamptz ELSE u.status_until END,
            version = u.version + 1
        FROM (SELECT normalize($2::text, nfc) AS display_name, normalize($3::text, nfkc) AS display_key, normalize($4::text, nfc) AS about,
            normalize($7::text, nfc) AS status_text) n
        WHERE u.id = $1 AND (
            n.display_name <> u.display_name
            OR n.about <> COALESCE(u.about, '')
            OR ($5 AND (u.status_emoji, u.status_text, u.status_until) IS DISTINCT FROM ($6::text, n.status_text, $8::timestamptz)))
        RETURNING {User}, u.version
        """;

    /// <summary>Ends statuses whose time is over; skips rows that somebody else is writing, they come next time.</summary>
    public const string EndStatuses = $"""
        UPDATE accounts.users u SET status_emoji = NULL, status_text = NULL, status_until = NULL, version = u.version + 1
        WHERE u.id IN (
            SELECT id FROM accounts.users WHERE status_until <= $1 ORDER BY status_until LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED)
        RETURNING {User}, u.version
        """;

    /// <summary>No row when the password has been changed meanwhile, or the account is closed already.</summary>
    public const string Deactivate = """
        UPDATE accounts.users SET deactivated_at = $3, about = NULL, status_emoji = NULL, status_text = NULL, status_until = NULL,
            version = version + 1
        WHERE id = $1 AND password_hash = $2 AND deactivated_at IS NULL RETURNING version
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

    public const string EndAllSessions = "DELETE FROM accounts.sessions WHERE user_id = $1 RETURNING id";

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

    public const string Authenticate = $"""
        SELECT {User}, s.id, s.last_seen_at, n.place
        FROM unnest($1::bytea[]) WITH ORDINALITY AS n (token_hash, place)
        JOIN accounts.sessions s ON s.token_hash = n.token_hash AND s.last_seen_at > $2
        JOIN accounts.users u ON u.id = s.user_id
        """;

    public const string LivingSessions = "SELECT id FROM accounts.sessions WHERE id = ANY ($1) AND last_seen_at > $2";

    public const string LastSeen = "SELECT user_id, max(last_seen_at) FROM accounts.sessions WHERE user_id = ANY ($1) GROUP BY user_id";

    /// <summary>Skips rows that somebody else is writing: two nodes that saw the same devices must not wait for each other.</summary>
    public const string Seen = """
        UPDATE accounts.sessions s SET last_seen_at = GREATEST(s.last_seen_at, n.seen_at), address = COALESCE(n.address, s.address)
        FROM (SELECT id FROM accounts.sessions WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED) l
        JOIN unnest($1, $2, $3) AS n (id, seen_at, address) ON n.id = l.id
        WHERE s.id = l.id
        """;

    public const string BeginPairing = """
        INSERT INTO accounts.pairings (code, challenge, device, address, created_at, expires_at)
        VALUES ($1, $2, normalize($3, nfc), $4, $5, $6)
        """;

    public const string PairingByCode = """
        SELECT device, address, created_at, expires_at, user_id, challenge, refused FROM accounts.pairings WHERE code = $1 AND expires_at > $2
        """;

    /// <summary>No row when somebody has answered already.</summary>
    public const string AnswerPairing = """
        UPDATE accounts.pairings SET user_id = $3, session_id = $4, refused = NOT $5
        WHERE code = $1 AND expires_at > $2 AND user_id IS NULL
        """;

    /// <summary>Takes a pairing that was accepted, once; none when the device that accepted it has been logged out since.</summary>
    public const string TakePairing = """
        DELETE FROM accounts.pairings p WHERE p.code = $1 AND p.expires_at > $2 AND p.challenge = $3 AND NOT p.refused
            AND EXISTS (SELECT FROM accounts.sessions s WHERE s.id = p.session_id AND s.user_id = p.user_id)
        """;

    public const string ForgetPairings = "DELETE FROM accounts.pairings WHERE expires_at <= $1";

    /// <summary>Locks the user while a session is opened that another device has let in. No row when the account is closed.</summary>
    public const string LockLiving = $"""
        UPDATE accounts.users u SET version = u.version + 1 WHERE u.id = $1 AND u.deactivated_at IS NULL RETURNING {User}, u.version
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
