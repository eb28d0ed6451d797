-- Conversations of many members. rev is the seq of the entry that changed members or info last, shown_seq that of the last line shown,
-- all_seq that of the last message that mentions everybody, expired_seq that of the last body that retention has deleted.
ALTER TABLE chat.conversation
    ADD COLUMN rev          bigint NOT NULL DEFAULT 0,
    ADD COLUMN shown_seq    bigint NOT NULL DEFAULT 0,
    ADD COLUMN all_seq      bigint NOT NULL DEFAULT 0,
    ADD COLUMN expired_seq  bigint NOT NULL DEFAULT 0,
    ADD COLUMN member_count integer NOT NULL DEFAULT 0,
    ADD COLUMN wide         boolean NOT NULL DEFAULT false,
    ADD COLUMN workspace_id uuid,
    ADD COLUMN info         jsonb NOT NULL DEFAULT '{}';
UPDATE chat.conversation c SET shown_seq = last_seq,
    member_count = (SELECT count(*) FROM chat.member m WHERE m.conversation_id = c.id);
CREATE INDEX conversation_workspace ON chat.conversation (workspace_id) WHERE workspace_id IS NOT NULL;

-- A removed member's row stays, with the seq after which they get nothing. wide repeats the conversation's, so that a person's wide
-- conversations can be found apart: their rows are not touched by every message. cleared_seq is the member's own doing.
ALTER TABLE chat.member
    ADD COLUMN role         text NOT NULL DEFAULT 'member',
    ADD COLUMN nickname     text,
    ADD COLUMN muted_until  timestamptz,
    ADD COLUMN joined_at    timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN visible_from bigint NOT NULL DEFAULT 1,
    ADD COLUMN cleared_seq  bigint NOT NULL DEFAULT 0,
    ADD COLUMN removed_seq  bigint,
    ADD COLUMN quiet        boolean NOT NULL DEFAULT false,
    ADD COLUMN wide         boolean NOT NULL DEFAULT false,
    ADD COLUMN changed      xid8 NOT NULL DEFAULT pg_current_xact_id();
UPDATE chat.member m SET changed = c.changed FROM chat.conversation c WHERE c.id = m.conversation_id;
DROP INDEX chat.member_user;
CREATE INDEX member_changed ON chat.member (user_id, changed, conversation_id);
CREATE INDEX member_wide ON chat.member (user_id) WHERE wide;

-- state is what has become of a message since it was written: edits, reactions, votes. rev is the seq of the entry that changed it last.
ALTER TABLE chat.message
    ADD COLUMN reply_to   bigint,
    ADD COLUMN thread     bigint,
    ADD COLUMN thread_n   bigint,
    ADD COLUMN in_channel boolean,
    ADD COLUMN target     bigint,
    ADD COLUMN rev        bigint,
    ADD COLUMN state      bytea;
CREATE INDEX message_thread ON chat.message (conversation_id, thread, seq) WHERE thread IS NOT NULL;

-- Who was mentioned by name; what mentions everybody is all_seq of the conversation.
CREATE TABLE chat.mention (
    user_id         uuid NOT NULL,
    conversation_id uuid NOT NULL,
    seq             bigint NOT NULL,
    PRIMARY KEY (user_id, conversation_id, seq)
);

CREATE TABLE chat.invite (
    code            text PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES chat.conversation ON DELETE CASCADE,
    created_by      uuid NOT NULL,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz,
    max_uses        integer,
    uses            integer NOT NULL DEFAULT 0
);
CREATE INDEX invite_conversation ON chat.invite (conversation_id);

CREATE TABLE chat.join_request (
    conversation_id uuid NOT NULL REFERENCES chat.conversation ON DELETE CASCADE,
    user_id         uuid NOT NULL,
    invited_by      uuid,
    created_at      timestamptz NOT NULL,
    PRIMARY KEY (conversation_id, user_id)
);

-- What a member has set for a conversation. The member's row counts as changed with it.
CREATE TABLE chat.preferences (
    user_id         uuid NOT NULL,
    conversation_id uuid NOT NULL,
    version         bigint NOT NULL,
    muted_until     timestamptz,
    level           text NOT NULL DEFAULT 'all',
    pinned          boolean NOT NULL DEFAULT false,
    hidden          boolean NOT NULL DEFAULT false,
    background      text,
    draft           text,
    PRIMARY KEY (user_id, conversation_id)
);
