-- A channel's name is its own in its workspace. It is taken here before the owner of the conversation gives it, because two conversations
-- can have two owners; a taken name that its conversation does not bear a minute later is free again.
CREATE TABLE chat.channel_name (
    workspace_id    uuid NOT NULL,
    name            text COLLATE "C" NOT NULL,
    conversation_id uuid NOT NULL,
    taken_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, name)
);
CREATE INDEX channel_name_conversation ON chat.channel_name (conversation_id);

CREATE INDEX conversation_shared ON chat.conversation USING gin ((info -> 'shared_with')) WHERE info ? 'shared_with';
