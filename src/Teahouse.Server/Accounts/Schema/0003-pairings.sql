-- New devices that ask to be let in by one that is logged in, for some minutes. The challenge is the SHA-256 of a secret that only the new
-- device has; user_id and session_id say who has answered, and on which device.
CREATE TABLE accounts.pairings (
    code       text COLLATE "C" PRIMARY KEY,
    challenge  bytea NOT NULL,
    device     text NOT NULL,
    address    text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    user_id    uuid,
    session_id uuid,
    refused    boolean NOT NULL DEFAULT false
);
CREATE INDEX pairings_by_end ON accounts.pairings (expires_at);
