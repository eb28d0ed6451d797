-- What one person keeps, or keeps from sight, for themselves alone.

-- Messages that somebody has deleted for themselves; what they cleared as a whole is cleared_seq of the member.
CREATE TABLE chat.hidden (
    conversation_id uuid NOT NULL,
    user_id         uuid NOT NULL,
    seq             bigint NOT NULL,
    changed         xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (conversation_id, user_id, seq)
);
CREATE INDEX hidden_changed ON chat.hidden (user_id, changed);

-- place orders what was starred, and what mentions somebody: the larger is the later.
CREATE TABLE chat.star (
    conversation_id uuid NOT NULL,
    user_id         uuid NOT NULL,
    seq             bigint NOT NULL,
    place           bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (conversation_id, user_id, seq)
);
CREATE INDEX star_place ON chat.star (user_id, place);

-- Who mentions everybody mentions the person of no bits.
ALTER TABLE chat.mention ADD COLUMN place bigint NOT NULL GENERATED ALWAYS AS IDENTITY;
CREATE INDEX mention_place ON chat.mention (user_id, place);
CREATE INDEX mention_everybody ON chat.mention (conversation_id, place) WHERE user_id = '00000000-0000-0000-0000-000000000000';

-- Messages that wait for their time. The id is the message's own, so that it is sent once however often it is tried; what is claimed is
-- being sent and cannot be cancelled any more; refused is the code why it could not be sent.
CREATE TABLE chat.scheduled (
    id              uuid PRIMARY KEY,
    user_id         uuid NOT NULL,
    conversation_id uuid NOT NULL,
    content         bytea NOT NULL,
    send_at         timestamptz NOT NULL,
    reply_to        bigint,
    thread          bigint,
    claimed         boolean NOT NULL DEFAULT false,
    refused         text
);
CREATE INDEX scheduled_user ON chat.scheduled (user_id, send_at);
CREATE INDEX scheduled_due ON chat.scheduled (send_at) WHERE refused IS NULL;

-- The conversations whose messages do not stay.
CREATE INDEX conversation_retention ON chat.conversation (id) WHERE info->'retention'->>'mode' IN ('days', 'until_read');
