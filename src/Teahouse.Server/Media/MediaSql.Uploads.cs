namespace Teahouse.Server.Media;

/// <content>Uploads under way.</content>
static partial class MediaSql
{
    const string Upload = "id, length, received, expires_at";

    /// <summary>One upload of a user is begun at a time, so that no two find the same room free.</summary>
    public const string LockUploads = "SELECT pg_advisory_xact_lock(hashtextextended('media.upload ' || $1::text, 0))";

    public const string FindUpload = $"SELECT {Upload} FROM media.upload WHERE id = $1 AND user_id = $2 AND expires_at > $3";

    /// <summary>How many uploads of the user are under way, and how many bytes they and the user's files have together.</summary>
    public const string UploadRoom = """
        SELECT count(*), COALESCE(sum(length), 0)::bigint
            + COALESCE((SELECT sum(size) FROM media.possession WHERE user_id = $1), 0)::bigint
        FROM media.upload WHERE user_id = $1 AND sha256 IS NULL AND expires_at > $2
        """;

    /// <summary>In place of one that has expired and was begun under the same key.</summary>
    public const string InsertUpload = $"""
        INSERT INTO media.upload (id, user_id, length, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET length = $3, received = 0, created_at = $4, expires_at = $5, sha256 = NULL
        RETURNING {Upload}
        """;

    /// <summary>No row when it stands elsewhere, or a file was made of it.</summary>
    public const string AdvanceUpload = $"""
        UPDATE media.upload SET received = $4, expires_at = $5
        WHERE id = $1 AND user_id = $2 AND received = $3 AND length >= $4 AND sha256 IS NULL
        RETURNING {Upload}
        """;

    public const string DeleteUpload = $"DELETE FROM media.upload WHERE id = $1 AND user_id = $2 RETURNING {Upload}";

    /// <summary>Skips rows that somebody else is at work on; they come next time.</summary>
    public const string EndUploads = """
        DELETE FROM media.upload WHERE id IN (
            SELECT id FROM media.upload WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING id
        """;

    public const string KnownUploads = "SELECT id FROM media.upload WHERE id = ANY ($1)";
}
