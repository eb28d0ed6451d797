namespace Teahouse.Server.Contacts;

/// <summary>Every statement of the unit.</summary>
static class ContactsSql
{
    const string Contact = "contact_id, since, remark, tags, favourite";

    /// <summary>What is between $1 and each of $2: friends, blocked by $1, $1 blocked by them.</summary>
    public const string Ties = """
        SELECT o.id,
            EXISTS (SELECT FROM contacts.contacts c WHERE c.user_id = $1 AND c.contact_id = o.id),
            EXISTS (SELECT FROM contacts.blocks b WHERE b.user_id = $1 AND b.blocked_id = o.id),
            EXISTS (SELECT FROM contacts.blocks b WHERE b.user_id = o.id AND b.blocked_id = $1)
        FROM unnest($2::uuid[]) AS o (id)
        """;

    /// <summary>Of each pair of $1 and $2, whether they are friends, and whether either has blocked the other.</summary>
    public const string TiesOfPairs = """
        SELECT EXISTS (SELECT FROM contacts.contacts c WHERE c.user_id = p.one AND c.contact_id = p.other),
            EXISTS (SELECT FROM contacts.blocks b WHERE b.user_id = p.one AND b.blocked_id = p.other)
                OR EXISTS (SELECT FROM contacts.blocks b WHERE b.user_id = p.other AND b.blocked_id = p.one)
        FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS p (one, other, place) ORDER BY p.place
        """;

    public const string ContactsOf = $"""
        SELECT {Contact} FROM contacts.contacts WHERE user_id = $1 AND contact_id > $2 ORDER BY contact_id LIMIT $3
        """;

    public const string ContactOf = $"SELECT {Contact} FROM contacts.contacts WHERE user_id = $1 AND contact_id = $2";

    /// <summary>How many friends each of $1 has, for those who have any.</summary>
    public const string CountContacts = "SELECT count(*) FROM contacts.contacts WHERE user_id = ANY ($1) GROUP BY user_id";

    public const string InsertContacts = """
        INSERT INTO contacts.contacts (user_id, contact_id, since) VALUES ($1, $2, $3), ($2, $1, $3) ON CONFLICT DO NOTHING
        """;

    public const string UpdateContact = $"""
        UPDATE contacts.contacts SET
            remark = CASE WHEN $3::text IS NULL THEN remark ELSE NULLIF(normalize($3::text, nfc), '') END,
            tags = CASE WHEN $4::text[] IS NULL THEN tags
                ELSE (SELECT array_agg(normalize(t.tag, nfc) ORDER BY t.place) FROM unnest($4::text[]) WITH ORDINALITY AS t (tag, place)) END,
            favourite = COALESCE($5::boolean, favourite)
        WHERE user_id = $1 AND contact_id = $2 RETURNING {Contact}
        """;

    public const string DeleteContacts =
        "DELETE FROM contacts.contacts WHERE (user_id = $1 AND contact_id = $2) OR (user_id = $2 AND contact_id = $1)";

    /// <summary>The requests that somebody sees: those for them that they have not refused, and their own that they have not taken back.</summary>
    public const string RequestsOf = """
        SELECT from_id, true, created_at, greeting FROM contacts.requests WHERE to_id = $1 AND refused_at IS NULL
        UNION ALL
        SELECT to_id, false, created_at, greeting FROM contacts.requests WHERE from_id = $1 AND NOT withdrawn
        ORDER BY 3 DESC, 1
        """;

    public const string RequestsBetween = """
        SELECT from_id, greeting, created_at, refused_at, withdrawn FROM contacts.requests
        WHERE (from_id = $1 AND to_id = $2) OR (from_id = $2 AND to_id = $1)
        """;

    public const string CountAsked = "SELECT count(*) FROM contacts.requests WHERE from_id = $1 AND NOT withdrawn";

    public const string CountAsking = "SELECT count(*) FROM contacts.requests WHERE to_id = $1 AND refused_at IS NULL";

    public const string PutRequest = """
        INSERT INTO contacts.requests AS r (from_id, to_id, greeting, created_at, refused_at)
        VALUES ($1, $2, normalize($3::text, nfc), $4, $5)
        ON CONFLICT (from_id, to_id) DO UPDATE SET greeting = EXCLUDED.greeting, created_at = EXCLUDED.created_at,
            refused_at = EXCLUDED.refused_at, withdrawn = false
        RETURNING to_id, false, created_at, greeting
        """;

    public const string RefuseRequest = "UPDATE contacts.requests SET refused_at = $3 WHERE from_id = $1 AND to_id = $2 AND refused_at IS NULL";

    public const string HideRequest = "UPDATE contacts.requests SET withdrawn = true WHERE from_id = $1 AND to_id = $2";

    public const string DeleteRequest = "DELETE FROM contacts.requests WHERE from_id = $1 AND to_id = $2";

    public const string DeleteRequests =
        "DELETE FROM contacts.requests WHERE (from_id = $1 AND to_id = $2) OR (from_id = $2 AND to_id = $1)";

    /// <summary>With whom somebody has a request, in either direction.</summary>
    public const string RequestPartners =
        "SELECT to_id FROM contacts.requests WHERE from_id = $1 UNION SELECT from_id FROM contacts.requests WHERE to_id = $1";

    public const string DeleteAllRequests = "DELETE FROM contacts.requests WHERE from_id = $1 OR to_id = $1";

    public const string BlocksOf = "SELECT blocked_id FROM contacts.blocks WHERE user_id = $1 ORDER BY created_at DESC, blocked_id";

    public const string CountBlocks = "SELECT count(*) FROM contacts.blocks WHERE user_id = $1";

    public const string InsertBlock = "INSERT INTO contacts.blocks (user_id, blocked_id, created_at) VALUES ($1, $2, $3)";

    public const string DeleteBlock = "DELETE FROM contacts.blocks WHERE user_id = $1 AND blocked_id = $2";

    public const string CodeOf = "SELECT code FROM contacts.codes WHERE user_id = $1";

    public const string InsertCode = "INSERT INTO contacts.codes (user_id, code) VALUES ($1, $2) ON CONFLICT (user_id) DO NOTHING";

    /// <summary>No row when the code of today was made under the same key.</summary>
    public const string RenewCode = """
        INSERT INTO contacts.codes AS c (user_id, code, key) VALUES ($1, $2, $3)
        ON CONFLICT (user_id) DO UPDATE SET code = EXCLUDED.code, key = EXCLUDED.key WHERE c.key IS NULL OR c.key IS DISTINCT FROM EXCLUDED.key
        """;

    public const string OwnerOfCode = "SELECT user_id FROM contacts.codes WHERE code = $1";
}
