-- Uploads under way. received is what is surely stored; sha256 is there once a file was made of it.
CREATE TABLE media.upload (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL,
    length     bigint NOT NULL,
    received   bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    sha256     bytea
);
CREATE INDEX upload_user ON media.upload (user_id);
CREATE INDEX upload_expires ON media.upload (expires_at);
CREATE INDEX upload_sha256 ON media.upload (sha256) WHERE sha256 IS NOT NULL;

-- Every file once, by its hash. facts is what was found out about it, and the variants that were made; original tells whether its bytes are
-- kept as they came. attempts counts the tries to prepare it and tells them apart: only the last one, under its lease, says what came of it.
CREATE TABLE media.file (
    sha256       bytea PRIMARY KEY,
    size         bigint NOT NULL,
    media_type   text NOT NULL,
    state        text NOT NULL DEFAULT 'processing' CHECK (state IN ('processing', 'ready', 'refused')),
    reason       text,
    facts        jsonb NOT NULL DEFAULT '{}',
    original     boolean NOT NULL DEFAULT true,
    created_at   timestamptz NOT NULL,
    attempts     integer NOT NULL DEFAULT 0,
    leased_until timestamptz
);
CREATE INDEX file_processing ON media.file (created_at) WHERE state = 'processing';

-- Who has shown that they have the bytes, by uploading them. original: they may send it byte for byte. kept_until: when nothing of theirs
-- has it by then, it is let go of; null once something has had it.
CREATE TABLE media.possession (
    user_id    uuid NOT NULL,
    sha256     bytea NOT NULL REFERENCES media.file,
    kind       text NOT NULL,
    name       text,
    size       bigint NOT NULL,
    original   boolean NOT NULL,
    kept_until timestamptz,
    PRIMARY KEY (user_id, sha256) INCLUDE (size)
);
CREATE INDEX possession_sha256 ON media.possession (sha256);
CREATE INDEX possession_kept ON media.possession (kept_until) WHERE kept_until IS NOT NULL;

-- What has a file: the message at place of the conversation owner; or whatever else has that id, at place 0. kind is what it is listed
-- as: visual, sound, file (byte for byte) or link, which has no file when the page has no picture.
CREATE TABLE media.reference (
    owner        uuid NOT NULL,
    place        bigint NOT NULL,
    kind         text NOT NULL,
    sha256       bytea REFERENCES media.file,
    user_id      uuid NOT NULL,
    workspace_id uuid,
    size         bigint NOT NULL,
    CONSTRAINT reference_key UNIQUE NULLS NOT DISTINCT (owner, place, kind, sha256)
);
CREATE INDEX reference_kind ON media.reference (owner, kind, place);
CREATE INDEX reference_sha256 ON media.reference (sha256);
CREATE INDEX reference_user ON media.reference (user_id, sha256);
CREATE INDEX reference_workspace ON media.reference (workspace_id) INCLUDE (size) WHERE workspace_id IS NOT NULL;

-- Files that may not be needed any more, and by whom not: a reference or a possession has gone. A list to add to, so that nobody who deletes
-- a message waits for a lock on a file.
CREATE TABLE media.loose (
    id      bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    sha256  bytea NOT NULL,
    user_id uuid NOT NULL,
    at      timestamptz NOT NULL
);
CREATE INDEX loose_at ON media.loose (at);

-- Signs grants.
CREATE TABLE media.secret (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    key    bytea NOT NULL
);
