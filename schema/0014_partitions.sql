-- production_data becomes a table of partitions by time (docs/decisions/0041-partitions.md). A table that has rows becomes
-- the first partition, without a copy: it is read once, to see that its rows lie before the bound of
-- 0013_partition_bound.sql, while readers go on; then names change, which takes a moment. Interrupted, nothing has
-- changed, and the step is done again. The streamer makes all further partitions.
DO $do$
DECLARE
    bound text := (SELECT substring(pg_get_constraintdef(oid) FROM '''([^'']+)''') FROM pg_constraint
                   WHERE conrelid = 'production_data'::regclass AND conname = 'production_data_bound');
    has_key boolean := EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'production_data'::regclass AND contype = 'p');
    space text := (SELECT ' TABLESPACE ' || quote_ident(t.spcname) FROM pg_class c JOIN pg_tablespace t ON t.oid = c.reltablespace
                   WHERE c.oid = 'production_data'::regclass);
    views text[] := '{}';
    found record;
BEGIN
    IF bound IS NOT NULL THEN ALTER TABLE production_data VALIDATE CONSTRAINT production_data_bound; END IF;
    SET LOCAL lock_timeout = '5s';
    LOCK TABLE production_data IN ACCESS EXCLUSIVE MODE;
    -- A view reads the table that it was made of, whatever its name is later: views are made again.
    FOR found IN
        SELECT DISTINCT v.oid, v.relkind, v.oid::regclass AS name, v.reloptions, pg_get_viewdef(v.oid) AS query
        FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class
        WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
          AND d.refobjid = 'production_data'::regclass AND v.oid <> 'production_data'::regclass
    LOOP
        IF found.relkind <> 'v' THEN
            RAISE EXCEPTION '% reads production_data: drop it, migrate, and create it again', found.name;
        END IF;
        views := views || format('CREATE OR REPLACE VIEW %s%s AS %s', found.name,
                                 coalesce(' WITH (' || array_to_string(found.reloptions, ', ') || ')', ''), found.query);
    END LOOP;

    ALTER TABLE production_data RENAME TO production_data_first;
    IF has_key THEN
        ALTER TABLE production_data_first RENAME CONSTRAINT production_data_pkey TO production_data_first_pkey;
    END IF;
    ALTER INDEX IF EXISTS production_data_time_idx RENAME TO production_data_first_time_idx;
    ALTER INDEX IF EXISTS production_data_not_flowing_idx RENAME TO production_data_first_not_flowing_idx;
    EXECUTE 'CREATE TABLE production_data (LIKE production_data_first INCLUDING DEFAULTS INCLUDING COMMENTS) '
            'PARTITION BY RANGE (time)' || coalesce(space, '');
    COMMENT ON TABLE production_data IS 'Live hourly production; a rate holds for the hour that starts at time. Missing is NULL.';
    IF has_key THEN
        ALTER TABLE production_data ADD CONSTRAINT production_data_pkey PRIMARY KEY (well_name, time);
    END IF;
    CREATE INDEX production_data_time_idx ON production_data USING brin (time) WITH (pages_per_range = 16);
    CREATE INDEX production_data_not_flowing_idx ON production_data (well_name, time)
        WHERE on_stream_hrs IS NULL OR on_stream_hrs <= 0;

    -- Roles that might read or change the table may still.
    FOR found IN
        SELECT a.privilege_type, a.is_grantable, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee
        FROM pg_class c CROSS JOIN aclexplode(c.relacl) a
        WHERE c.oid = 'production_data_first'::regclass AND a.grantee <> c.relowner
    LOOP
        EXECUTE format('GRANT %s ON production_data TO %s%s', found.privilege_type, found.grantee,
                       CASE WHEN found.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
    END LOOP;
    FOR i IN 1 .. cardinality(views) LOOP EXECUTE views[i]; END LOOP;
    IF bound IS NULL AND EXISTS (SELECT FROM production_data_first) THEN  -- rows that came after the step before
        bound := (SELECT date_trunc('day', max(time), 'UTC') + interval '48 hours' FROM production_data_first);
    END IF;
    IF bound IS NULL THEN
        DROP TABLE production_data_first;
    ELSE
        EXECUTE format('ALTER TABLE production_data ATTACH PARTITION production_data_first FOR VALUES FROM (MINVALUE) TO (%L)',
                       bound);
        ALTER TABLE production_data_first DROP CONSTRAINT IF EXISTS production_data_bound;
    END IF;
END $do$;
