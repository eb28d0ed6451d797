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
}
