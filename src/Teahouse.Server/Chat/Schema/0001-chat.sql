-- Who may write: one row per partition. A writer holds its rows FOR SHARE at the epoch it was given.
CREATE TABLE chat.partition (
    part  smallint PRIMARY KEY CHECK (part BETWEEN 0 AND 255),
    epoch bigint NOT NULL DEFAULT 0,
    node  text
) WITH (fillfactor = 50);
INSERT INTO chat.partition (part) SELECT generate_series(0, 255);

-- The nodes that own partitions, each with a lease by this database's clock.
CREATE TABLE chat.node (
    name        text PRIMARY KEY,
    lease_until timestamptz NOT NULL
);

-- Names this history: a cursor of another one cannot be used here.
CREATE TABLE chat.installation (
    id   uuid NOT NULL DEFAULT gen_random_uuid(),
    single boolean PRIMARY KEY DEFAULT true CHECK (single)
);
INSERT INTO chat.installation DEFAULT VALUES;

-- last_seq, last_n and the senders' own read pointers are a checkpoint of the log: messages beyond last_seq are replayed over it.
CREATE TABLE chat.conversation (
    id         uuid PRIMARY KEY,
    kind       text NOT NULL,
    generation integer NOT NULL DEFAULT 1,
    last_seq   bigint NOT NULL DEFAULT 0,
    last_n     bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    active_at  timestamptz NOT NULL,
    changed    xid8 NOT NULL DEFAULT pg_current_xact_id()
) WITH (fillfactor = 70);

CREATE TABLE chat.member (
    conversation_id uuid NOT NULL REFERENCES chat.conversation ON DELETE CASCADE,
    user_id         uuid NOT NULL,
    delivered_seq   bigint NOT NULL DEFAULT 0,
    read_seq        bigint NOT NULL DEFAULT 0,
    read_n          bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation_id, user_id)
) WITH (fillfactor = 70);
CREATE INDEX member_user ON chat.member (user_id);

-- The log. The primary key makes a second owner harmless, the unique id a second try.
CREATE TABLE chat.message (
    conversation_id uuid NOT NULL,
    generation      integer NOT NULL,
    seq             bigint NOT NULL,
    n               bigint NOT NULL,
    id              uuid NOT NULL,
    sender_id       uuid NOT NULL,
    sent_at         timestamptz NOT NULL,
    content         bytea NOT NULL,
    CONSTRAINT message_key PRIMARY KEY (conversation_id, seq)
);
CREATE UNIQUE INDEX message_id ON chat.message (id);

-- The fence. It locks in order of part, so that two who hold or take several cannot wait for each other in a circle.
CREATE FUNCTION chat.hold(parts smallint[], epochs bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    held integer;
BEGIN
    SELECT count(*) INTO held FROM (
        SELECT 1 FROM chat.partition p JOIN unnest(parts, epochs) AS own(part, epoch) ON p.part = own.part AND p.epoch = own.epoch
        ORDER BY p.part FOR SHARE OF p) AS h;
    IF held <> cardinality(parts) THEN
        RAISE EXCEPTION 'a partition has another owner now' USING ERRCODE = 'TH001';
    END IF;
END $$;
