-- What messages said before they were edited: rev is the seq of the entry that said something else.
CREATE TABLE chat.edit (
    conversation_id uuid NOT NULL,
    seq             bigint NOT NULL,
    rev             bigint NOT NULL,
    written_at      timestamptz NOT NULL,
    content         bytea NOT NULL,
    PRIMARY KEY (conversation_id, seq, rev)
);

-- Who reacted with what; the message itself names the first of them and says how many there are.
CREATE TABLE chat.reaction (
    conversation_id uuid NOT NULL,
    seq             bigint NOT NULL,
    emoji           text COLLATE "C" NOT NULL,
    user_id         uuid NOT NULL,
    PRIMARY KEY (conversation_id, seq, emoji, user_id)
);

-- What somebody has voted for, by the indexes of the options. An anonymous poll needs it too, so that a vote can be changed.
CREATE TABLE chat.ballot (
    conversation_id uuid NOT NULL,
    seq             bigint NOT NULL,
    user_id         uuid NOT NULL,
    options         integer[] NOT NULL,
    PRIMARY KEY (conversation_id, seq, user_id)
);

-- The pinned messages: rev is the seq of the entry that pinned them.
CREATE TABLE chat.pin (
    conversation_id uuid NOT NULL,
    seq             bigint NOT NULL,
    rev             bigint NOT NULL,
    PRIMARY KEY (conversation_id, seq)
);

-- The threads: how many answers, the last of them, and the transaction that brought it.
CREATE TABLE chat.thread (
    conversation_id uuid NOT NULL,
    seq             bigint NOT NULL,
    count           bigint NOT NULL,
    last_seq        bigint NOT NULL,
    answered_at     timestamptz NOT NULL,
    changed         xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (conversation_id, seq)
) WITH (fillfactor = 70);

-- Where people stand in threads. Their conversation's row counts as changed with it.
CREATE TABLE chat.thread_place (
    user_id         uuid NOT NULL,
    conversation_id uuid NOT NULL,
    seq             bigint NOT NULL,
    following       boolean NOT NULL,
    read_n          bigint NOT NULL DEFAULT 0,
    changed         xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (user_id, conversation_id, seq)
) WITH (fillfactor = 70);

-- Threads that were there before places in them were.
INSERT INTO chat.thread (conversation_id, seq, count, last_seq, answered_at)
SELECT conversation_id, thread, max(thread_n), max(seq), max(sent_at) FROM chat.message WHERE thread IS NOT NULL GROUP BY 1, 2;

-- What stands before this seq is not for every member: some may read only what came after they joined.
ALTER TABLE chat.conversation ADD COLUMN veiled_seq bigint NOT NULL DEFAULT 0;
UPDATE chat.conversation c SET veiled_seq = m.veiled FROM (
    SELECT conversation_id, max(visible_from) AS veiled FROM chat.member WHERE visible_from > 1 GROUP BY 1) AS m WHERE m.conversation_id = c.id;
