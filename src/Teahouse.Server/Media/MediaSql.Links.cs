namespace Teahouse.Server.Media;

/// <content>What linked pages say of themselves.</content>
static partial class MediaSql
{
    public const string FindLink = "SELECT card FROM media.link WHERE id = $1 AND expires_at > $2";

    public const string PutLink = """
        INSERT INTO media.link (id, card, expires_at) VALUES ($1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET card = excluded.card, expires_at = excluded.expires_at
        """;

    public const string ExpireLinks = "DELETE FROM media.link WHERE expires_at <= $1";
}
