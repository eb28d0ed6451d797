namespace Teahouse.Server.Workspaces;

/// <summary>Every statement of the unit. A workspace is read as one person sees it, and there is no row for a stranger.</summary>
static class WorkspacesSql
{
    const string Seen = """
        SELECT w.id, w.name, COALESCE(m.role, 'member'), w.member_count, w.public, w.created_at, w.about, w.avatar, w.channels, w.inviting
        """;

    public const string ById = $"""
        {Seen} FROM workspaces.workspace w LEFT JOIN workspaces.member m ON m.workspace_id = w.id AND m.user_id = $2
        WHERE w.id = $1 AND (w.public OR m.role IS NOT NULL)
        """;

    /// <summary>The public one first.</summary>
    public const string Of = $"""
        {Seen} FROM workspaces.workspace w LEFT JOIN workspaces.member m ON m.workspace_id = w.id AND m.user_id = $1 WHERE w.public
        UNION ALL
        {Seen} FROM workspaces.member m JOIN workspaces.workspace w ON w.id = m.workspace_id WHERE m.user_id = $1 AND NOT w.public
        ORDER BY 5 DESC, 2, 1
        """;

    /// <summary>Comes before whatever a change is decided by.</summary>
    public const string Lock = "SELECT id FROM workspaces.workspace WHERE id = $1 FOR UPDATE";

    public const string Insert = """
        INSERT INTO workspaces.workspace (id, name, about, avatar, created_at, digest)
        VALUES ($1, normalize($2, nfc), NULLIF(normalize($3::text, nfc), ''), NULLIF($4::text, ''), $5, $6)
        """;

    public const string Digest = "SELECT digest FROM workspaces.workspace WHERE id = $1";

    /// <summary>Only what is given changes; an empty text clears.</summary>
    public const string Update = """
        UPDATE workspaces.workspace SET
            name = COALESCE(normalize($2::text, nfc), name),
            about = CASE WHEN $3::text IS NULL THEN about ELSE NULLIF(normalize($3::text, nfc), '') END,
            avatar = CASE WHEN $4::text IS NULL THEN avatar ELSE NULLIF($4::text, '') END,
            channels = COALESCE($5::text, channels),
            inviting = COALESCE($6::text, inviting)
        WHERE id = $1
        """;

    /// <summary>How many workspaces somebody is in, the public one apart.</summary>
    public const string Count = """
        SELECT count(*)::int FROM workspaces.member m JOIN workspaces.workspace w ON w.id = m.workspace_id
        WHERE m.user_id = $1 AND NOT w.public
        """;

    public const string PublicOwner = """
        SELECT m.user_id FROM workspaces.member m JOIN workspaces.workspace w ON w.id = m.workspace_id WHERE w.public AND m.role = 'owner'
        """;

    /// <summary>No row is written when it has an owner.</summary>
    public const string OwnPublic = """
        INSERT INTO workspaces.member (workspace_id, user_id, role, joined_at, names)
        SELECT id, $1, 'owner', $2, lower($3) FROM workspaces.workspace WHERE public
        ON CONFLICT DO NOTHING
        """;

    /// <summary>The roles that the people have rows for.</summary>
    public const string Roles = "SELECT user_id, role FROM workspaces.member WHERE workspace_id = $1 AND user_id = ANY ($2)";

    /// <summary>Those of the people who are in one of the workspaces and no guests there.</summary>
    public const string Among = """
        SELECT DISTINCT user_id FROM workspaces.member WHERE workspace_id = ANY ($1) AND user_id = ANY ($2) AND role <> 'guest'
        """;

    public const string Member = "SELECT user_id, role, joined_at FROM workspaces.member WHERE workspace_id = $1 AND user_id = $2";

    /// <summary>A page of members, by name; of the public workspace only those with a role of their own.</summary>
    public const string Members = """
        SELECT user_id, role, joined_at, sort FROM workspaces.member
        WHERE workspace_id = $1 AND (sort, user_id) > ($2, $3) AND ($4 = '' OR position(lower(normalize($4, nfc)) IN names) > 0)
            AND NOT ($5 AND role = 'member')
        ORDER BY sort, user_id LIMIT $6
        """;

    public const string MemberIds = "SELECT user_id FROM workspaces.member WHERE workspace_id = $1 LIMIT $2";

    public const string PutMember = """
        INSERT INTO workspaces.member (workspace_id, user_id, role, joined_at, names) VALUES ($1, $2, $3, $4, lower($5))
        ON CONFLICT (workspace_id, user_id) DO UPDATE SET role = excluded.role
        RETURNING user_id, role, joined_at
        """;

    public const string SetRole = "UPDATE workspaces.member SET role = $3 WHERE workspace_id = $1 AND user_id = $2";

    public const string DeleteMember = "DELETE FROM workspaces.member WHERE workspace_id = $1 AND user_id = $2";

    /// <summary>Where somebody has a row, and who would own what is theirs after them; only admins inherit the public workspace.</summary>
    public const string PlacesOf = """
        SELECT m.workspace_id, (SELECT h.user_id FROM workspaces.member h
            WHERE m.role = 'owner' AND h.workspace_id = m.workspace_id AND h.user_id <> $1
                AND (h.role = 'admin' OR h.role = 'member' AND NOT w.public)
            ORDER BY h.role <> 'admin', h.joined_at, h.user_id LIMIT 1)
        FROM workspaces.member m JOIN workspaces.workspace w ON w.id = m.workspace_id WHERE m.user_id = $1 ORDER BY m.workspace_id
        """;

    public const string MoveCount = "UPDATE workspaces.workspace SET member_count = member_count + $2 WHERE id = $1";

    public const string Rename = "UPDATE workspaces.member SET names = lower($2) WHERE user_id = $1 AND names <> lower($2)";

    public const string InsertInvite = """
        INSERT INTO workspaces.invite (code, workspace_id, role, channel_ids, created_by, created_at, expires_at, max_uses, key, digest)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        RETURNING code, created_by, created_at, uses, max_uses, expires_at, role
        """;

    public const string InviteByKey = """
        SELECT code, created_by, created_at, uses, max_uses, expires_at, role, digest FROM workspaces.invite
        WHERE workspace_id = $1 AND created_by = $2 AND key = $3
        """;

    /// <summary>Invitations that can bring nobody in any more.</summary>
    public const string DeleteSpentInvites =
        "DELETE FROM workspaces.invite WHERE workspace_id = $1 AND (expires_at <= $2 OR uses >= max_uses)";

    public const string CountInvites = "SELECT count(*)::int FROM workspaces.invite WHERE workspace_id = $1";

    /// <summary>The open ones, of one person alone where $3 says who.</summary>
    public const string Invites = """
        SELECT code, created_by, created_at, uses, max_uses, expires_at, role FROM workspaces.invite
        WHERE workspace_id = $1 AND (expires_at IS NULL OR expires_at > $2) AND (max_uses IS NULL OR uses < max_uses)
            AND ($3::uuid IS NULL OR created_by = $3)
        ORDER BY created_at, code
        """;

    public const string DeleteInvite =
        "DELETE FROM workspaces.invite WHERE workspace_id = $1 AND code = $2 AND ($3::uuid IS NULL OR created_by = $3)";

    public const string DeleteInvitesOf = "DELETE FROM workspaces.invite WHERE workspace_id = $1 AND created_by = $2";

    /// <summary>Where an invitation leads, for who may still come in by it ($3) or has.</summary>
    public const string Preview = """
        SELECT w.id, w.name, w.avatar, w.member_count, m.user_id IS NOT NULL, w.about
        FROM workspaces.invite i JOIN workspaces.workspace w ON w.id = i.workspace_id
        LEFT JOIN workspaces.admission a ON a.code = i.code AND a.user_id = $3
        LEFT JOIN workspaces.member m ON m.workspace_id = i.workspace_id AND m.user_id = $3
        WHERE i.code = $1 AND (m.user_id IS NOT NULL
            OR a.user_id IS NULL AND (i.expires_at IS NULL OR i.expires_at > $2) AND (i.max_uses IS NULL OR i.uses < i.max_uses))
        """;

    public const string InviteByCode = "SELECT workspace_id, role, channel_ids FROM workspaces.invite WHERE code = $1";

    /// <summary>No row is written when the invitation has let this person in before.</summary>
    public const string Admit = "INSERT INTO workspaces.admission (code, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    /// <summary>No row when it is spent: a condition of the same statement, so that nobody can come in between.</summary>
    public const string UseInvite = """
        UPDATE workspaces.invite SET uses = uses + 1
        WHERE code = $1 AND (expires_at IS NULL OR expires_at > $2) AND (max_uses IS NULL OR uses < max_uses)
        """;
}
