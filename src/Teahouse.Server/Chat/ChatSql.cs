namespace Teahouse.Server.Chat;

/// <summary>Every statement of the unit.</summary>
static partial class ChatSql
{
    public const string FenceLost = "TH001";

    /// <summary>
    /// The fence: refuses the transaction unless the partitions $1 have the epochs $2, and keeps them so until it ends. Both in order of part, in
    /// which they are locked: two who hold or take several cannot wait for each other in a circle.
    /// </summary>
    public const string Hold = """
        SELECT CASE WHEN ARRAY(SELECT p.epoch FROM chat.partition p WHERE p.part = ANY ($1) ORDER BY p.part FOR SHARE) <> $2
            THEN chat.refuse_owner() END
        """;

    public const string RenewLease = """
        INSERT INTO chat.node (name, lease_until) VALUES ($1, now() + make_interval(secs => $2))
        ON CONFLICT (name) DO UPDATE SET lease_until = excluded.lease_until
        """;

    public const string EndLease = "DELETE FROM chat.node WHERE name = $1";

    /// <summary>Takes what nobody holds with a living lease; with $2 everything that another node holds.</summary>
    public const string Claim = """
        WITH free AS (
            SELECT p.part FROM chat.partition p LEFT JOIN chat.node n ON n.name = p.node
            WHERE p.node IS DISTINCT FROM $1 AND ($2 OR n.lease_until IS NULL OR n.lease_until < now())
            ORDER BY p.part FOR UPDATE OF p)
        UPDATE chat.partition p SET epoch = p.epoch + 1, node = $1 FROM free WHERE p.part = free.part
        """;

    public const string Owned = "SELECT part, epoch FROM chat.partition WHERE node = $1";

    public const string ForgetIndexOfIds = "DROP INDEX IF EXISTS chat.message_id";

    public const string AppendMessages = """
        INSERT INTO chat.message (conversation_id, generation, seq, n, id, sender_id, sent_at, content)
        SELECT * FROM unnest($1::uuid[], $2::int[], $3::bigint[], $4::bigint[], $5::uuid[], $6::uuid[], $7::timestamptz[], $8::bytea[])
        """;

    /// <summary>The same with what only some entries have.</summary>
    public const string AppendEntries = """
        INSERT INTO chat.message (conversation_id, generation, seq, n, id, sender_id, sent_at, content,
            reply_to, thread, thread_n, in_channel, target, state)
        SELECT * FROM unnest($1::uuid[], $2::int[], $3::bigint[], $4::bigint[], $5::uuid[], $6::uuid[], $7::timestamptz[], $8::bytea[],
            $9::bigint[], $10::bigint[], $11::bigint[], $12::boolean[], $13::bigint[], $14::bytea[])
        """;

    public const string ChangeMessages = """
        UPDATE chat.message m SET content = p.content, state = p.state, rev = p.rev
        FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bigint[]) AS p(conversation_id, seq, content, state, rev)
        WHERE m.conversation_id = p.conversation_id AND m.seq = p.seq
        """;

    public const string CreateConversations = """
        INSERT INTO chat.conversation (id, kind, created_at, active_at, member_count) SELECT id, kind, at, at, count
        FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::int[]) AS c(id, kind, at, count)
        """;

    public const string DescribeConversations = """
        UPDATE chat.conversation c SET info = p.info::jsonb, workspace_id = p.workspace_id, rev = p.rev, member_count = p.member_count,
            wide = p.wide, all_seq = p.all_seq, expired_seq = p.expired_seq, veiled_seq = p.veiled_seq
        FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::int[], $6::boolean[], $7::bigint[], $8::bigint[], $9::bigint[])
            AS p(id, info, workspace_id, rev, member_count, wide, all_seq, expired_seq, veiled_seq) WHERE c.id = p.id
        """;

    /// <summary>Members as they are now, whether they come, change or go.</summary>
    public const string PutMembers = """
        INSERT INTO chat.member (conversation_id, user_id, role, nickname, muted_until, joined_at, visible_from, removed_seq, quiet, wide,
            delivered_seq, read_seq, read_n)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::bigint[],
            $8::bigint[], $9::boolean[], $10::boolean[], $11::bigint[], $12::bigint[], $13::bigint[])
        ON CONFLICT (conversation_id, user_id) DO UPDATE SET role = excluded.role, nickname = excluded.nickname,
            muted_until = excluded.muted_until, joined_at = excluded.joined_at, visible_from = excluded.visible_from,
            removed_seq = excluded.removed_seq, quiet = excluded.quiet, wide = excluded.wide, delivered_seq = excluded.delivered_seq,
            read_seq = excluded.read_seq, read_n = excluded.read_n, changed = pg_current_xact_id()
        """;

    public const string WidenMembers =
        "UPDATE chat.member SET wide = true WHERE conversation_id = ANY($1) AND removed_seq IS NULL";

    public const string AddMentions = """
        INSERT INTO chat.mention (conversation_id, seq, user_id) SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[])
        ON CONFLICT DO NOTHING
        """;

    /// <summary>Pointers only move forward, whoever writes them.</summary>
    public const string MovePointers = """
        UPDATE chat.member m SET delivered_seq = greatest(m.delivered_seq, p.delivered_seq), read_seq = greatest(m.read_seq, p.read_seq),
            read_n = greatest(m.read_n, p.read_n), changed = pg_current_xact_id()
        FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[])
            AS p(conversation_id, user_id, delivered_seq, read_seq, read_n)
        WHERE m.conversation_id = p.conversation_id AND m.user_id = p.user_id
        """;

    /// <summary>Brings conversation rows up to the log and marks them as changed.</summary>
    public const string Settle = """
        UPDATE chat.conversation c SET last_seq = greatest(c.last_seq, p.last_seq), last_n = greatest(c.last_n, p.last_n),
            shown_seq = greatest(c.shown_seq, p.shown_seq), active_at = greatest(c.active_at, p.active_at), changed = pg_current_xact_id()
        FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::timestamptz[]) AS p(id, last_seq, last_n, shown_seq, active_at)
        WHERE c.id = p.id
        """;

    const string ConversationColumns = """
        c.id, c.kind, c.generation, c.last_seq, c.last_n, c.created_at, c.active_at, c.shown_seq, c.rev, c.all_seq, c.expired_seq,
        c.member_count, c.wide, c.info::text, c.veiled_seq
        """;

    const string MemberColumns = """
        m.conversation_id, m.user_id, m.delivered_seq, m.read_seq, m.read_n, m.role, m.nickname, m.muted_until, m.joined_at,
        greatest(m.visible_from, m.cleared_seq + 1), m.removed_seq, m.quiet
        """;

    public const string Conversations = $"SELECT {ConversationColumns}, c.changed FROM chat.conversation c WHERE c.id = ANY($1)";

    /// <summary>All members of narrow conversations; of wide ones those who are asked for.</summary>
    public const string Members = $"""
        SELECT {MemberColumns} FROM chat.member m
        WHERE m.conversation_id = ANY($1) AND m.removed_seq IS NULL AND (NOT m.wide OR m.user_id = $2) ORDER BY m.conversation_id, m.user_id
        """;

    public const string MembersNamed = $"""
        SELECT {MemberColumns} FROM unnest($1::uuid[], $2::uuid[]) AS p(conversation_id, user_id)
        JOIN chat.member m ON m.conversation_id = p.conversation_id AND m.user_id = p.user_id WHERE m.removed_seq IS NULL
        """;

    public const string GoneAmong = """
        SELECT m.conversation_id, m.user_id, m.removed_seq FROM unnest($1::uuid[], $2::uuid[]) AS p(conversation_id, user_id)
        JOIN chat.member m ON m.conversation_id = p.conversation_id AND m.user_id = p.user_id WHERE m.removed_seq IS NOT NULL
        """;

    public const string MembersPage = $"""
        SELECT {MemberColumns} FROM chat.member m WHERE m.conversation_id = $1 AND m.removed_seq IS NULL AND m.user_id > $2
        ORDER BY m.user_id LIMIT $3
        """;

    public const string MessagesBeyond = $"""
        SELECT {OfMessage}
        FROM unnest($1::uuid[], $2::bigint[]) AS p(conversation_id, seq)
        JOIN chat.message m ON m.conversation_id = p.conversation_id AND m.seq > p.seq ORDER BY m.conversation_id, m.seq
        """;

    public const string Tails = """
        SELECT c.id, t.seq FROM unnest($1::uuid[]) AS c(id)
        CROSS JOIN LATERAL (SELECT m.seq FROM chat.message m WHERE m.conversation_id = c.id ORDER BY m.seq DESC LIMIT 1) AS t
        """;

    const string Columns = """
        conversation_id, generation, seq, n, id, sender_id, sent_at, content, reply_to, thread, thread_n, in_channel, target, rev, state
        """;

    const string OfMessage = """
        m.conversation_id, m.generation, m.seq, m.n, m.id, m.sender_id, m.sent_at, m.content, m.reply_to, m.thread, m.thread_n, m.in_channel,
        m.target, m.rev, m.state
        """;

    public const string MessagesById = $"SELECT {Columns} FROM chat.message WHERE id = ANY($1)";

    public const string MessagesAt = $"""
        SELECT {OfMessage}
        FROM unnest($1::uuid[], $2::bigint[]) AS p(conversation_id, seq)
        JOIN chat.message m ON m.conversation_id = p.conversation_id AND m.seq = p.seq
        """;

    public const string MessagesAfter =
        $"SELECT {Columns} FROM chat.message WHERE conversation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";

    const string Shown = "target IS NULL AND (thread IS NULL OR in_channel)";

    /// <summary>Lines that are shown, from the seq $2 on.</summary>
    public const string LinesAfter =
        $"SELECT {Columns} FROM chat.message WHERE conversation_id = $1 AND seq > $2 AND {Shown} ORDER BY seq LIMIT $3";

    /// <summary>Lines that are shown, back from the seq $2 but not before $4.</summary>
    public const string LinesBefore = $"""
        SELECT {Columns} FROM chat.message WHERE conversation_id = $1 AND seq < $2 AND seq >= $4 AND {Shown} ORDER BY seq DESC LIMIT $3
        """;

    public const string AnswersAfter =
        $"SELECT {Columns} FROM chat.message WHERE conversation_id = $1 AND thread = $4 AND seq > $2 ORDER BY seq LIMIT $3";

    public const string AnswersBefore = $"""
        SELECT {Columns} FROM chat.message WHERE conversation_id = $1 AND thread = $4 AND seq < $2 ORDER BY seq DESC LIMIT $3
        """;

    /// <summary>What others wrote beyond the reader's place, oldest first over all conversations.</summary>
    public const string Unread = $$"""
        SELECT {{OfMessage}}
        FROM unnest($1::uuid[], $2::bigint[], $5::bigint[]) AS p(conversation_id, read_seq, read_n)
        CROSS JOIN LATERAL (SELECT * FROM chat.message x WHERE x.conversation_id = p.conversation_id AND x.seq > p.read_seq
            AND x.n > p.read_n AND x.sender_id <> $3 AND x.target IS NULL AND (x.thread IS NULL OR x.in_channel)
            AND x.content NOT LIKE '{"type":"event"%'::bytea AND NOT EXISTS (SELECT FROM chat.hidden h
                WHERE h.conversation_id = x.conversation_id AND h.user_id = $3 AND h.seq = x.seq) ORDER BY x.seq LIMIT $4) AS m
        ORDER BY m.sent_at, m.conversation_id, m.seq LIMIT $4
        """;

    public const string MemberOf = """
        SELECT conversation_id, greatest(visible_from, cleared_seq + 1) FROM chat.member
        WHERE user_id = $1 AND conversation_id = ANY($2) AND removed_seq IS NULL
        """;

    public const string UnreadPlaces = """
        SELECT m.conversation_id, greatest(m.read_seq, m.visible_from - 1, m.cleared_seq), m.read_n
        FROM chat.member m JOIN chat.conversation c ON c.id = m.conversation_id
        WHERE m.user_id = $1 AND m.removed_seq IS NULL AND c.last_n > m.read_n
        """;

    public const string ConversationsOf = "SELECT conversation_id FROM chat.member WHERE user_id = $1 AND removed_seq IS NULL";

    const string SharedWith = "ARRAY(SELECT jsonb_array_elements_text(c.info -> 'shared_with')::uuid)";

    /// <summary>A channel's workspace, and those that it is shared with; no row for another conversation.</summary>
    public const string Tenants =
        $"SELECT c.workspace_id, {SharedWith} FROM chat.conversation c WHERE c.id = $1 AND c.workspace_id IS NOT NULL";

    // As an index of the conversations has it.
    const string ChannelSort = """left(lower(c.info ->> 'name'), 40) COLLATE "C" """;

    const string ChannelPage = $"""
        SELECT c.id, c.info::text, c.member_count, m.user_id IS NOT NULL, c.created_at, {ChannelSort} AS sort FROM chat.conversation c
        LEFT JOIN chat.member m ON m.conversation_id = c.id AND m.user_id = $1 AND m.removed_seq IS NULL
        WHERE ((c.info ->> 'public')::boolean OR m.user_id IS NOT NULL) AND ($3 OR NOT (c.info ->> 'archived')::boolean)
            AND ($4 = '' OR position(lower(normalize($4, nfc)) IN lower(c.info ->> 'name')) > 0) AND ({ChannelSort}, c.id) > ($5, $6)
        """;

    /// <summary>A page of the channels of a workspace, and of those shared with it, that somebody may see: the public and their own.</summary>
    public const string Channels = $"""
        ({ChannelPage} AND c.workspace_id = $2 ORDER BY {ChannelSort}, c.id LIMIT $7)
        UNION ALL
        ({ChannelPage} AND c.info ? 'shared_with' AND c.info -> 'shared_with' @> to_jsonb($2::text) ORDER BY {ChannelSort}, c.id LIMIT $7)
        ORDER BY sort, id LIMIT $7
        """;

    /// <summary>The channels that somebody is in by a workspace.</summary>
    public const string ChannelsOf = """
        SELECT c.id FROM chat.member m JOIN chat.conversation c ON c.id = m.conversation_id
        WHERE m.user_id = $1 AND m.removed_seq IS NULL AND c.workspace_id IS NOT NULL
            AND (c.workspace_id = $2 OR c.info -> 'shared_with' @> to_jsonb($2::text))
        """;

    public const string DefaultChannels = """
        SELECT id FROM chat.conversation WHERE workspace_id = $1
            AND (info ->> 'default')::boolean AND (info ->> 'public')::boolean AND NOT (info ->> 'archived')::boolean
        """;

    /// <summary>Those of the channels of a workspace into which somebody may let a guest.</summary>
    public const string ChannelsToShow = """
        SELECT c.id FROM chat.conversation c
        LEFT JOIN chat.member m ON m.conversation_id = c.id AND m.user_id = $1 AND m.removed_seq IS NULL
        WHERE c.workspace_id = $2 AND c.id = ANY ($3) AND ((c.info ->> 'public')::boolean OR m.user_id IS NOT NULL)
        """;

    /// <summary>Who owns a conversation when its owner, and no other member, leaves.</summary>
    public const string Heir = """
        SELECT user_id FROM chat.member WHERE conversation_id = $1 AND user_id <> $2 AND removed_seq IS NULL AND role <> 'guest'
            AND EXISTS (SELECT 1 FROM chat.member o WHERE o.conversation_id = $1 AND o.user_id = $2 AND o.role = 'owner')
        ORDER BY role <> 'admin', joined_at, user_id LIMIT 1
        """;

    const string BearsName = """
        EXISTS (SELECT 1 FROM chat.conversation c WHERE c.id = n.conversation_id AND c.workspace_id = n.workspace_id
            AND lower(normalize(c.info ->> 'name', nfkc)) = n.name)
        """;

    /// <summary>No row is written when another channel has the name, or is just getting it.</summary>
    public const string TakeName = $"""
        INSERT INTO chat.channel_name AS n (workspace_id, name, conversation_id) VALUES ($1, lower(normalize($2, nfkc)), $3)
        ON CONFLICT (workspace_id, name) DO UPDATE SET conversation_id = excluded.conversation_id, taken_at = now()
        WHERE n.conversation_id = excluded.conversation_id OR (n.taken_at < now() - interval '1 minute' AND NOT {BearsName})
        """;

    /// <summary>Frees a name that the channel does not bear.</summary>
    public const string FreeName = $"""
        DELETE FROM chat.channel_name n
        WHERE n.workspace_id = $1 AND n.name = lower(normalize($2, nfkc)) AND n.conversation_id = $3 AND NOT {BearsName}
        """;

    public const string Horizon = """
        SELECT pg_snapshot_xmin(pg_current_snapshot()), (SELECT count(*) FROM chat.partition p
            JOIN unnest($1::smallint[], $2::bigint[]) AS own(part, epoch) ON p.part = own.part AND p.epoch = own.epoch),
            (SELECT id FROM chat.installation)
        """;

    public const string RoomsOf = """
        SELECT n.place, array_agg(m.conversation_id) FROM unnest($1::uuid[]) WITH ORDINALITY AS n (user_id, place)
        JOIN chat.member m ON m.user_id = n.user_id AND m.wide AND m.removed_seq IS NULL GROUP BY n.place
        """;

    public const string Snapshot = "SELECT pg_snapshot_xmin(pg_current_snapshot()), (SELECT id FROM chat.installation)";

    /// <summary>
    /// A page of what has changed for a person since $2, latest change first, below the place ($3, $4). A narrow conversation's change is on
    /// the member's own row, so that the cost does not grow with what did not change; a wide one's is on the conversation's.
    /// </summary>
    public const string Changed = $"""
        SELECT {ConversationColumns}, p.at, p.removed_seq FROM (
            (SELECT m.conversation_id, m.changed AS at, m.removed_seq FROM chat.member m
             WHERE m.user_id = $1 AND m.changed >= $2 AND (m.changed, m.conversation_id) < ($3, $4) AND (NOT m.wide OR m.removed_seq IS NOT NULL)
             ORDER BY m.changed DESC, m.conversation_id DESC LIMIT $5)
            UNION ALL
            (SELECT m.conversation_id, greatest(m.changed, w.changed), m.removed_seq
             FROM chat.member m JOIN chat.conversation w ON w.id = m.conversation_id
             WHERE m.user_id = $1 AND m.wide AND m.removed_seq IS NULL AND greatest(m.changed, w.changed) >= $2
                AND (greatest(m.changed, w.changed), m.conversation_id) < ($3, $4)
             ORDER BY 2 DESC, 1 DESC LIMIT $5)) AS p
        JOIN chat.conversation c ON c.id = p.conversation_id ORDER BY p.at DESC, c.id DESC LIMIT $5
        """;

    /// <summary>A page of one's conversations, latest activity first, below the place ($2, $3).</summary>
    public const string Listed = $"""
        SELECT {ConversationColumns}, c.changed FROM chat.member m JOIN chat.conversation c ON c.id = m.conversation_id
        WHERE m.user_id = $1 AND m.removed_seq IS NULL AND (c.active_at, c.id) < ($2, $3)
        ORDER BY c.active_at DESC, c.id DESC LIMIT $4
        """;

    public const string MentionsOf = """
        SELECT x.conversation_id, count(*) FROM unnest($2::uuid[], $3::bigint[]) AS p(conversation_id, read_seq)
        JOIN chat.mention x ON x.user_id = $1 AND x.conversation_id = p.conversation_id AND x.seq > p.read_seq GROUP BY 1
        """;

    const string PreferenceColumns = "conversation_id, version, muted_until, level, pinned, hidden, background, draft, folders, marked_unread";

    public const string PreferencesOf = $"SELECT {PreferenceColumns} FROM chat.preferences WHERE user_id = $1 AND conversation_id = ANY($2)";

    /// <summary>Changes what is named, and has the conversation count as changed for this member alone.</summary>
    public const string PutPreferences = $"""
        WITH own AS (
            UPDATE chat.member SET changed = pg_current_xact_id() WHERE conversation_id = $2 AND user_id = $1 AND removed_seq IS NULL
            RETURNING 1)
        INSERT INTO chat.preferences AS p (user_id, conversation_id, version, muted_until, level, pinned, hidden, background, draft, folders, marked_unread)
        SELECT $1, $2, 1, CASE WHEN $3 > $9 THEN $3 END, coalesce($4, 'all'), coalesce($5, false), coalesce($6, false), nullif($7, ''), nullif($8, ''),
            nullif($10::text[], ARRAY[]::text[]), coalesce($11, false) FROM own
        ON CONFLICT (user_id, conversation_id) DO UPDATE SET version = p.version + 1,
            muted_until = CASE WHEN $3 IS NULL THEN p.muted_until WHEN $3 > $9 THEN $3 END,
            level = coalesce($4, p.level), pinned = coalesce($5, p.pinned), hidden = coalesce($6, p.hidden),
            background = CASE WHEN $7::text IS NULL THEN p.background ELSE nullif($7, '') END,
            draft = CASE WHEN $8::text IS NULL THEN p.draft ELSE nullif($8, '') END,
            folders = CASE WHEN $10::text[] IS NULL THEN p.folders ELSE nullif($10, ARRAY[]::text[]) END,
            marked_unread = coalesce($11, p.marked_unread)
        RETURNING {PreferenceColumns}
        """;

    const string InviteColumns = "code, conversation_id, created_by, created_at, uses, max_uses, expires_at";

    public const string CreateInvite = """
        INSERT INTO chat.invite (code, conversation_id, created_by, created_at, expires_at, max_uses)
        SELECT $1, $2, $3, $4, $5, $6 WHERE (SELECT count(*) FROM chat.invite i WHERE i.conversation_id = $2
            AND (i.expires_at IS NULL OR i.expires_at > $4) AND (i.max_uses IS NULL OR i.uses < i.max_uses)) < $7
        """;

    public const string OpenInvites = $"""
        SELECT {InviteColumns} FROM chat.invite WHERE conversation_id = $1 AND (expires_at IS NULL OR expires_at > $2)
            AND (max_uses IS NULL OR uses < max_uses) ORDER BY created_at DESC
        """;

    public const string OpenInvite = $"""
        SELECT {InviteColumns} FROM chat.invite WHERE code = $1 AND (expires_at IS NULL OR expires_at > $2) AND (max_uses IS NULL OR uses < max_uses)
        """;

    /// <summary>Takes one use of an invitation, if there is one left.</summary>
    public const string UseInvite = """
        UPDATE chat.invite SET uses = uses + 1 WHERE code = $1 AND (expires_at IS NULL OR expires_at > $2)
            AND (max_uses IS NULL OR uses < max_uses)
        """;

    public const string GiveInviteBack = "UPDATE chat.invite SET uses = uses - 1 WHERE code = $1";

    public const string RevokeInvite = "DELETE FROM chat.invite WHERE conversation_id = $1 AND code = $2";

    public const string AddRequests = """
        INSERT INTO chat.join_request (conversation_id, user_id, invited_by, created_at) SELECT $1, u, $3, $4 FROM unnest($2::uuid[]) AS u
        ON CONFLICT DO NOTHING
        """;

    public const string Requests =
        "SELECT user_id, created_at, invited_by FROM chat.join_request WHERE conversation_id = $1 ORDER BY created_at LIMIT 200";

    public const string EndRequests = "DELETE FROM chat.join_request WHERE conversation_id = $1 AND user_id = ANY($2)";
}
