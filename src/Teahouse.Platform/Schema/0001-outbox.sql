-- Facts wait here from the transaction that made them until every listener has had them.
-- They are read in the order (xid, position) below the oldest running transaction: what commits late is never skipped.
CREATE TABLE platform.outbox (
    position bigint GENERATED ALWAYS AS IDENTITY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL DEFAULT now(),
    topic text NOT NULL,
    payload bytea NOT NULL,
    PRIMARY KEY (xid, position)
);

-- JSON of facts is short; compressing it costs more than it saves.
ALTER TABLE platform.outbox ALTER COLUMN payload SET STORAGE EXTERNAL;

-- Rows come at the end and go at the start; a dead start must not be read again and again.
ALTER TABLE platform.outbox SET (
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 20000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = 100000,
    autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 20000
);

-- A listener's place, and who serves it now. Times are the database's own.
CREATE TABLE platform.listener (
    name text PRIMARY KEY,
    xid xid8 NOT NULL,
    position bigint NOT NULL,
    moved_at timestamptz NOT NULL DEFAULT now(),
    holder uuid,
    held_until timestamptz
) WITH (fillfactor = 50);
