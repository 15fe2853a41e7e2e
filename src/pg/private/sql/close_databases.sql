-- CHECKPOINT is the owner's own business; the role pg_checkpoint came with PostgreSQL 15. Nobody but the superuser gets into
-- the databases that initdb made. Prints the names of all databases.
DO $do$ BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'pg_checkpoint') THEN GRANT pg_checkpoint TO {owner}; END IF;
END $do$;
DO $do$ DECLARE database name; BEGIN
  FOR database IN SELECT datname FROM pg_catalog.pg_database WHERE datname IN ('postgres', 'template1') AND datname <> {database} LOOP
    EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', database);
  END LOOP;
END $do$;
SELECT pg_catalog.encode(pg_catalog.convert_to(datname, 'UTF8'), 'hex') AS database FROM pg_catalog.pg_database WHERE datallowconn;
