-- In which of a member's own folders a conversation is, and that they want to come back to it.
ALTER TABLE chat.preferences
    ADD COLUMN folders       text[],
    ADD COLUMN marked_unread boolean NOT NULL DEFAULT false;
