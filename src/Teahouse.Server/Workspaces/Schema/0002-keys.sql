-- What was made under an Idempotency-Key is found by it when it is asked for again. The digest is the SHA-256 of the request.
ALTER TABLE workspaces.workspace ADD COLUMN digest bytea;
ALTER TABLE workspaces.invite ADD COLUMN key text COLLATE "C", ADD COLUMN digest bytea;
CREATE UNIQUE INDEX invite_key ON workspaces.invite (workspace_id, created_by, key);
