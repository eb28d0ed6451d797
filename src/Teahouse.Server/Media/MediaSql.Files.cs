namespace Teahouse.Server.Media;

/// <content>Files, who possesses them, and the work of preparing them.</content>
static partial class MediaSql
{
    /// <summary>Serves one hash at a time, whoever asks; let go of with the connection.</summary>
    public const string Lock = "SELECT pg_advisory_lock($1)";

    public const string Unlock = "SELECT pg_advisory_unlock($1)";

    public const string WholeUpload = "SELECT length, received, sha256 FROM media.upload WHERE id = $1 AND user_id = $2";

    public const string NameUpload = "UPDATE media.upload SET sha256 = $2 WHERE id = $1";

    const string FileColumns = "f.sha256, f.size, f.media_type, f.state, f.reason, f.facts::text, f.original";

    public const string File = $"SELECT {FileColumns} FROM media.file f WHERE f.sha256 = $1";

    public const string Files = $"SELECT {FileColumns} FROM media.file f WHERE f.sha256 = ANY($1)";

    public const string AddFile = """
        INSERT INTO media.file (sha256, size, media_type, state, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
        """;

    public const string KeepOriginal = "UPDATE media.file SET original = true WHERE sha256 = $1";

    /// <summary>Somebody has shown that they have the bytes; whoever had them before may send them as they could.</summary>
    public const string Possess = """
        INSERT INTO media.possession AS p (user_id, sha256, kind, name, size, original, kept_until) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (user_id, sha256) DO UPDATE SET kind = excluded.kind, name = coalesce(excluded.name, p.name),
            original = p.original OR excluded.original, kept_until = greatest(p.kept_until, excluded.kept_until)
        """;

    const string PossessionColumns = "p.kind, p.name, p.original, p.kept_until";

    public const string Possession = $"""
        SELECT {FileColumns}, {PossessionColumns} FROM media.possession p JOIN media.file f ON f.sha256 = p.sha256
        WHERE p.user_id = $1 AND p.sha256 = $2
        """;

    /// <summary>
    /// The files of these that $1 may send, none of which is let go of before $3: those that they possess, and those that they have given to
    /// $4 already.
    /// </summary>
    public const string Claim = $"""
        WITH own AS (
            SELECT user_id, sha256 FROM media.possession WHERE user_id = $1 AND sha256 = ANY($2) ORDER BY sha256 FOR NO KEY UPDATE),
        p AS (
            UPDATE media.possession h SET kept_until = greatest(h.kept_until, $3) FROM own
            WHERE h.user_id = own.user_id AND h.sha256 = own.sha256 RETURNING h.sha256, h.kind, h.name, h.original, h.kept_until)
        SELECT {FileColumns}, {PossessionColumns} FROM p JOIN media.file f ON f.sha256 = p.sha256
        UNION ALL
        SELECT {FileColumns}, r.kind, NULL, r.kind = 'file', NULL FROM media.reference r JOIN media.file f ON f.sha256 = r.sha256
        WHERE r.owner = $4 AND r.place = 0 AND r.user_id = $1 AND r.sha256 = ANY($2)
        """;

    /// <summary>What somebody's files take, but for one of them.</summary>
    public const string Usage = "SELECT coalesce(sum(size), 0)::bigint FROM media.possession WHERE user_id = $1 AND sha256 <> $2";

    public const string WorkspaceUsage = "SELECT coalesce(sum(size), 0)::bigint FROM media.reference WHERE workspace_id = $1";

    public const string Discard = """
        WITH gone AS (DELETE FROM media.possession WHERE user_id = $1 AND sha256 = $2 RETURNING sha256, user_id)
        INSERT INTO media.loose (sha256, user_id, at) SELECT sha256, user_id, $3 FROM gone
        """;

    public const string DiscardAllOf = """
        WITH gone AS (DELETE FROM media.possession WHERE user_id = ANY($1) RETURNING sha256, user_id)
        INSERT INTO media.loose (sha256, user_id, at) SELECT sha256, user_id, $2 FROM gone
        """;

    /// <summary>Takes, until $2, the oldest file that waits to be prepared and that nobody prepares; with $3 no video and no recording.</summary>
    public const string TakeJob = """
        UPDATE media.file SET leased_until = $2, attempts = attempts + 1 WHERE sha256 = (
            SELECT sha256 FROM media.file WHERE state = 'processing' AND (leased_until IS NULL OR leased_until < $1)
                AND NOT ($3 AND split_part(media_type, '/', 1) IN ('video', 'audio'))
            ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING sha256, media_type, attempts
        """;

    public const string RenewJob =
        "UPDATE media.file SET leased_until = $3 WHERE sha256 = $1 AND attempts = $2 AND state = 'processing'";

    /// <summary>
    /// Gives a job back that failed for no fault of the file's; it is tried again after $3. This try does not count, unless the file has been
    /// waiting since before $4: what takes more room than there will be is not tried for ever.
    /// </summary>
    public const string ReturnJob = $"""
        WITH returned AS (
            UPDATE media.file SET leased_until = $3, attempts = attempts - (created_at > $4)::int
            WHERE sha256 = $1 AND attempts = $2 AND state = 'processing')
        {LookAgain}
        """;

    /// <summary>Says what came of a job.</summary>
    public const string EndJob = $"""
        WITH ended AS (
            UPDATE media.file SET state = $3, reason = $4, facts = $5::jsonb, leased_until = NULL
            WHERE sha256 = $1 AND attempts = $2 AND state = 'processing')
        {LookAgain}
        """;

    // Whether the original is still needed, and whether there still is the file of which variants were made.
    const string LookAgain =
        "INSERT INTO media.loose (sha256, user_id, at) VALUES ($1, '00000000-0000-0000-0000-000000000000', '1970-01-01T00:00:00Z')";

    public const string MakeSecret = "INSERT INTO media.secret (key) VALUES ($1) ON CONFLICT DO NOTHING";

    public const string Secret = "SELECT key FROM media.secret";
}
