ALTER TABLE accounts.users
    ADD COLUMN status_emoji text,
    ADD COLUMN status_text text,
    ADD COLUMN status_until timestamptz,
    -- Nobody can log in to, find or write to an account since then.
    ADD COLUMN deactivated_at timestamptz,
    -- What the display name is looked up by: lower-case and compatibility-composed, so that equal bytes are equal names.
    ADD COLUMN display_key text COLLATE "C",
    ADD COLUMN read_receipts boolean NOT NULL DEFAULT true,
    ADD COLUMN last_seen text NOT NULL DEFAULT 'everyone' CHECK (last_seen IN ('everyone', 'contacts', 'nobody')),
    ADD COLUMN online text NOT NULL DEFAULT 'everyone' CHECK (online IN ('everyone', 'contacts', 'nobody')),
    ADD COLUMN strangers text NOT NULL DEFAULT 'everyone' CHECK (strangers IN ('everyone', 'contacts', 'nobody')),
    ADD COLUMN findable text NOT NULL DEFAULT 'username' CHECK (findable IN ('name', 'username', 'nobody')),
    ADD COLUMN language text,
    ADD COLUMN theme text;

UPDATE accounts.users SET display_key = lower(normalize(display_name, nfkc));

ALTER TABLE accounts.users ALTER COLUMN display_key SET NOT NULL;

CREATE INDEX users_by_prefix ON accounts.users (username) WHERE findable = 'name' AND deactivated_at IS NULL;
CREATE INDEX users_by_display_prefix ON accounts.users (display_key) WHERE findable = 'name' AND deactivated_at IS NULL;
CREATE INDEX users_by_status_end ON accounts.users (status_until) WHERE status_until IS NOT NULL;
