CREATE TABLE accounts.users (
    id uuid PRIMARY KEY,
    -- Lower-case ASCII, so that equal bytes are equal names.
    username text COLLATE "C" NOT NULL UNIQUE,
    display_name text NOT NULL,
    about text,
    password_hash text NOT NULL,
    -- Position in the user's own change log; it only grows.
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL
);

-- A session is a device. An ended one is deleted: what is not here is not logged in.
CREATE TABLE accounts.sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES accounts.users (id),
    -- SHA-256 of the token, which itself is kept nowhere.
    token_hash bytea NOT NULL UNIQUE,
    device text NOT NULL,
    address text NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL
);

CREATE INDEX sessions_by_user ON accounts.sessions (user_id, last_seen_at);
CREATE INDEX sessions_by_last_seen ON accounts.sessions (last_seen_at);

-- What an idempotency key was used for. The digest covers everything but the password, which is verified against its hash instead.
CREATE TABLE accounts.keys (
    command text NOT NULL,
    key text NOT NULL,
    digest bytea NOT NULL,
    user_id uuid NOT NULL,
    session_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (command, key)
);

CREATE INDEX keys_by_age ON accounts.keys (created_at);
