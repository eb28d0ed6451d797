namespace Teahouse.Server.Media;

/// <content>What linked pages say of themselves.</content>
static partial class MediaSql
{
    public const string FindLink = "SELECT card FROM media.link WHERE id = $1 AND expires_at > $2";

    public const string PutLink = """
        INSERT INTO media.link (id, card, expires_at) VALUES ($1, $2::bytea, $3)
        ON CONFLICT (id) DO UPDATE SET card = excluded.card, expires_at = excluded.expires_at
        """;

    /// <summary>Lets go of what is too old by $1, and of its pictures.</summary>
    public const string ExpireLinks = """
        WITH old AS (DELETE FROM media.link WHERE expires_at <= $1 RETURNING id),
        gone AS (DELETE FROM media.reference r USING old WHERE r.owner = old.id AND r.place = 0 RETURNING r.sha256, r.user_id)
        INSERT INTO media.loose (sha256, user_id, at) SELECT sha256, user_id, $1 FROM gone WHERE sha256 IS NOT NULL
        """;

    /// <summary>A picture that nothing has yet, and that is let go of if nothing has it soon.</summary>
    public const string AddPicture = """
        WITH added AS (
            INSERT INTO media.file (sha256, size, media_type, state, facts, original, created_at)
            VALUES ($1, $2, $3, 'ready', $4::jsonb, false, $5) ON CONFLICT DO NOTHING RETURNING sha256)
        INSERT INTO media.loose (sha256, user_id, at) SELECT sha256, '00000000-0000-0000-0000-000000000000', $5 FROM added
        """;
}
