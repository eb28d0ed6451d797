-- A friendship is two rows, one as each of the two has filed the other.
CREATE TABLE contacts.contacts (
    user_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    since timestamptz NOT NULL,
    remark text,
    tags text[],
    favourite boolean NOT NULL DEFAULT false,
    PRIMARY KEY (user_id, contact_id)
);

CREATE TABLE contacts.requests (
    from_id uuid NOT NULL,
    to_id uuid NOT NULL,
    greeting text,
    created_at timestamptz NOT NULL,
    -- Refused without a word: for who has asked it goes on waiting.
    refused_at timestamptz,
    -- Taken back after it was refused; the row stays, so that asking anew does not undo the refusal.
    withdrawn boolean NOT NULL DEFAULT false,
    PRIMARY KEY (from_id, to_id)
);

CREATE INDEX requests_to ON contacts.requests (to_id) WHERE refused_at IS NULL;

CREATE TABLE contacts.blocks (
    user_id uuid NOT NULL,
    blocked_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, blocked_id)
);

CREATE TABLE contacts.codes (
    user_id uuid PRIMARY KEY,
    code text COLLATE "C" NOT NULL UNIQUE,
    -- The idempotency key under which it was made, if there was one.
    key text
);
