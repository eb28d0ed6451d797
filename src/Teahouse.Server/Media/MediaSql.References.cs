namespace Teahouse.Server.Media;

/// <content>What has files, and what becomes of those that nothing has.</content>
static partial class MediaSql
{
    /// <summary>
    /// $1 at place $2 has the files $5, each listed as $6, given by $3. A file that is just being deleted is passed over, so that it does not
    /// take the transaction down.
    /// </summary>
    public const string AddReferences = """
        WITH added AS (
            INSERT INTO media.reference (owner, place, kind, sha256, user_id, workspace_id, size)
            SELECT $1, $2, p.kind, f.sha256, $3, $4::uuid, f.size FROM unnest($5::bytea[], $6::text[]) AS p(sha256, kind)
            JOIN media.file f ON f.sha256 = p.sha256 ORDER BY f.sha256 FOR KEY SHARE OF f
            ON CONFLICT DO NOTHING)
        UPDATE media.possession SET kept_until = NULL WHERE user_id = $3 AND sha256 = ANY($5)
        """;

    /// <summary>$1 at place $2 links to a page, of which the file $3 is a picture; one that is just being deleted is passed over.</summary>
    public const string AddLink = """
        WITH picture AS (SELECT sha256 FROM media.file WHERE sha256 = $3::bytea FOR KEY SHARE)
        INSERT INTO media.reference (owner, place, kind, sha256, user_id, size)
        SELECT $1, $2, 'link', (SELECT sha256 FROM picture), '00000000-0000-0000-0000-000000000000', 0
        ON CONFLICT DO NOTHING
        """;

    public const string DropLink = """
        WITH gone AS (DELETE FROM media.reference WHERE owner = $1 AND place = $2 AND kind = 'link' RETURNING sha256, user_id)
        INSERT INTO media.loose (sha256, user_id, at) SELECT sha256, user_id, $3 FROM gone WHERE sha256 IS NOT NULL
        """;

    public const string DropAt = $"""
        WITH gone AS (DELETE FROM media.reference WHERE owner = $1 AND place = $2 RETURNING sha256, user_id)
        INSERT INTO media.loose (sha256, user_id, at) SELECT sha256, user_id, $3 FROM gone WHERE sha256 IS NOT NULL
        """;

    public const string DropWithin = """
        WITH gone AS (DELETE FROM media.reference WHERE owner = $1 AND place > $2 AND place <= $3 RETURNING sha256, user_id)
        INSERT INTO media.loose (sha256, user_id, at) SELECT sha256, user_id, $4 FROM gone WHERE sha256 IS NOT NULL
        """;

    public const string DropOf = """
        WITH gone AS (DELETE FROM media.reference WHERE owner = ANY($1) AND place = 0 RETURNING sha256, user_id)
        INSERT INTO media.loose (sha256, user_id, at) SELECT sha256, user_id, $2 FROM gone WHERE sha256 IS NOT NULL
        """;

    /// <summary>The places of $1 at which something is listed as $2: from $4 up to before $3, the last first.</summary>
    public const string Places = """
        SELECT DISTINCT place FROM media.reference WHERE owner = $1 AND kind = $2 AND place < $3 AND place >= $4 ORDER BY place DESC LIMIT $5
        """;

    /// <summary>Lets go of what nobody has sent in time; what something has stays as long as that.</summary>
    public const string EndUnsent = """
        WITH due AS (
            SELECT user_id, sha256 FROM media.possession WHERE kept_until <= $1 ORDER BY kept_until LIMIT $2 FOR UPDATE SKIP LOCKED),
        sent AS (
            UPDATE media.possession p SET kept_until = NULL FROM due d WHERE p.user_id = d.user_id AND p.sha256 = d.sha256
                AND EXISTS (SELECT FROM media.reference r WHERE r.user_id = d.user_id AND r.sha256 = d.sha256)),
        gone AS (
            DELETE FROM media.possession p USING due d WHERE p.user_id = d.user_id AND p.sha256 = d.sha256
                AND NOT EXISTS (SELECT FROM media.reference r WHERE r.user_id = d.user_id AND r.sha256 = d.sha256)
            RETURNING p.sha256, p.user_id),
        loose AS (INSERT INTO media.loose (sha256, user_id, at) SELECT sha256, user_id, $1 FROM gone)
        SELECT count(*) FROM due
        """;

    /// <summary>Files that have been loose since $1 or longer.</summary>
    public const string Loose = "SELECT id, sha256, user_id FROM media.loose WHERE at <= $1 ORDER BY at LIMIT $2";

    public const string EndLoose = "DELETE FROM media.loose WHERE id = ANY($1)";

    /// <summary>Whoever has sent a file, and nothing of theirs has it any more, does not possess it either.</summary>
    public const string EndSent = """
        DELETE FROM media.possession p USING unnest($1::uuid[], $2::bytea[]) AS l(user_id, sha256)
        WHERE p.user_id = l.user_id AND p.sha256 = l.sha256 AND (p.kept_until IS NULL OR p.kept_until <= $3)
            AND NOT EXISTS (SELECT FROM media.reference r WHERE r.user_id = p.user_id AND r.sha256 = p.sha256)
        """;

    public const string HoldFile = "SELECT original FROM media.file WHERE sha256 = $1 FOR UPDATE";

    /// <summary>Deletes a file that nothing and nobody has; what it was made of is forgotten with it.</summary>
    public const string EndFile = """
        WITH gone AS (
            DELETE FROM media.file f WHERE f.sha256 = $1
                AND NOT EXISTS (SELECT FROM media.possession p WHERE p.sha256 = f.sha256)
                AND NOT EXISTS (SELECT FROM media.reference r WHERE r.sha256 = f.sha256)
            RETURNING f.sha256),
        uploads AS (DELETE FROM media.upload u USING gone WHERE u.sha256 = gone.sha256)
        SELECT sha256 FROM gone
        """;

    public const string EndOriginal = """
        UPDATE media.file f SET original = false WHERE f.sha256 = $1 AND f.state <> 'processing' AND f.original
            AND NOT EXISTS (SELECT FROM media.possession p WHERE p.sha256 = f.sha256 AND p.original)
            AND NOT EXISTS (SELECT FROM media.reference r WHERE r.sha256 = f.sha256 AND r.kind = 'file')
        """;
}
