-- production_data becomes a table of partitions by time in two steps (docs/decisions/0041-partitions.md). This one says
-- of a table that has rows which labels it may have; it looks at no row, so readers and a streamer of the version before
-- wait for a moment only. Labels only ever grow, so all rows lie before the bound.
DO $do$
DECLARE newest timestamptz;
BEGIN
    SET LOCAL lock_timeout = '5s';
    IF NOT EXISTS (SELECT FROM production_data) THEN RETURN; END IF;
    SELECT max(newest_label) INTO newest FROM stream_state;
    IF newest IS NULL THEN SELECT max(time) INTO newest FROM production_data; END IF;
    -- A day more than needed: a streamer of the version before may still be at work.
    EXECUTE format('ALTER TABLE production_data ADD CONSTRAINT production_data_bound CHECK (time < %L) NOT VALID',
                   date_trunc('day', newest, 'UTC') + interval '48 hours');
END $do$;
