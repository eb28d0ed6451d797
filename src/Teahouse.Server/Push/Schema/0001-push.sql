-- The server's own key pair (RFC 8292), made once: browsers bind their subscriptions to it. PKCS #8.
CREATE TABLE push.vapid (
    private_key bytea NOT NULL,
    single      boolean PRIMARY KEY DEFAULT true CHECK (single)
);

-- The devices that are pushed to, one row for a session.
CREATE TABLE push.subscription (
    session_id uuid PRIMARY KEY,
    user_id    uuid NOT NULL,
    endpoint   text NOT NULL,
    p256dh     bytea NOT NULL,
    auth       bytea NOT NULL,
    previews   boolean NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX subscription_user ON push.subscription (user_id);

-- What is to be pushed: one row for a device and a conversation, however many messages it is of. A row that is being sent is due again
-- when the node that has taken it must have died. The conversation of no bits is a test.
CREATE TABLE push.notice (
    session_id      uuid NOT NULL REFERENCES push.subscription ON DELETE CASCADE,
    conversation_id uuid NOT NULL,
    first_seq       bigint NOT NULL,
    last_seq        bigint NOT NULL,
    due_at          timestamptz NOT NULL,
    tries           integer NOT NULL DEFAULT 0,
    PRIMARY KEY (session_id, conversation_id)
) WITH (fillfactor = 70);
CREATE INDEX notice_due ON push.notice (due_at);
