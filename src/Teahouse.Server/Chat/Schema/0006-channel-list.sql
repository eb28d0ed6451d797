-- The list of a workspace's channels is read in this order, a page at a time.
CREATE INDEX conversation_channels ON chat.conversation (workspace_id, (left(lower(info ->> 'name'), 40) COLLATE "C"), id)
    WHERE workspace_id IS NOT NULL;
DROP INDEX chat.conversation_workspace;
