-- Facts wait here from the transaction that made them until every listener has had them.
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

-- Rows come at the end and go at the start, many of them: the dead ones are cleared by number, not by share.
ALTER TABLE platform.outbox SET (
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 20000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = 100000,
    autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 20000
);

-- A listener's place, and who serves it until when. All times are the database's own.
CREATE TABLE platform.listener (
    name text PRIMARY KEY,
    xid xid8 NOT NULL,
    position bigint NOT NULL,
    holder uuid,
    held_until timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

-- What comes after a place, in commit order without gaps: only what lies below the oldest transaction that still runs, in the order of
-- transactions. Whatever commits later has a higher transaction id than all that is read here, so nothing is ever skipped.
-- The settings force the walk along the primary key: statistics of a table that is empty one moment and huge the next mislead the planner.
CREATE FUNCTION platform.facts_after(after_xid xid8, after_position bigint, topics text[], most int)
RETURNS TABLE (xid xid8, "position" bigint, topic text, payload bytea)
LANGUAGE plpgsql STABLE ROWS 256
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
AS $$
BEGIN
    RETURN QUERY
        SELECT o.xid, o.position, o.topic, CASE WHEN o.topic = ANY (topics) THEN o.payload END
        FROM platform.outbox o
        WHERE (o.xid, o.position) > (after_xid, after_position) AND o.xid < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY o.xid, o.position
        LIMIT most;
END $$;

-- Deletes what every listener has had, from a place on, a bounded number at a time. Answers how many, and the last of them.
CREATE FUNCTION platform.trim_facts(after_xid xid8, after_position bigint, most int)
RETURNS TABLE (deleted bigint, xid xid8, "position" bigint)
LANGUAGE plpgsql VOLATILE ROWS 1
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
AS $$
DECLARE
    had record;
BEGIN
    SELECT l.xid, l.position INTO had FROM platform.listener l ORDER BY l.xid, l.position LIMIT 1;
    IF NOT FOUND THEN
        SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xid, 0::bigint AS position INTO had;
    END IF;
    RETURN QUERY
        WITH gone AS (
            DELETE FROM platform.outbox o WHERE o.ctid = ANY (ARRAY(
                SELECT old.ctid FROM platform.outbox old
                WHERE (old.xid, old.position) > (after_xid, after_position) AND (old.xid, old.position) <= (had.xid, had.position)
                ORDER BY old.xid, old.position
                LIMIT most))
            RETURNING o.xid, o.position
        )
        SELECT count(*) OVER (), g.xid, g.position FROM gone g ORDER BY g.xid DESC, g.position DESC LIMIT 1;
END $$;

-- How long the oldest fact that each listener has not had yet has waited, in seconds; also behind a transaction that does not end.
CREATE FUNCTION platform.facts_lag()
RETURNS TABLE (name text, seconds double precision)
LANGUAGE plpgsql STABLE ROWS 16
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
AS $$
BEGIN
    RETURN QUERY
        SELECT l.name, COALESCE((
            SELECT extract(epoch FROM clock_timestamp() - o.at)::double precision FROM platform.outbox o
            WHERE (o.xid, o.position) > (l.xid, l.position) ORDER BY o.xid, o.position LIMIT 1), 0)
        FROM platform.listener l;
END $$;

-- Transaction ids belong to one cluster. When a dump is restored into another, whose ids are lower, places would lie in the future and
-- every new fact would be skipped: then all that is kept becomes facts of this transaction, and every listener begins before it.
CREATE FUNCTION platform.rebase_facts() RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    IF EXISTS (SELECT FROM platform.listener WHERE xid > pg_snapshot_xmax(pg_current_snapshot()))
        OR EXISTS (SELECT FROM platform.outbox WHERE xid > pg_snapshot_xmax(pg_current_snapshot())) THEN
        LOCK TABLE platform.outbox, platform.listener IN EXCLUSIVE MODE;
        UPDATE platform.outbox SET xid = pg_current_xact_id();
        UPDATE platform.listener SET xid = '0', position = 0;
    END IF;
END $$;
