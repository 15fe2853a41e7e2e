-- The rights of a role named as the owner plus {suffix}, if there is one: read, and write a command.
DO $do$
DECLARE reader CONSTANT name := current_user || '{suffix}'; target regclass;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = reader) OR pg_catalog.to_regclass('replay_command') IS NULL THEN RETURN; END IF;
  FOR target IN SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = pg_catalog.current_schema() AND pg_catalog.pg_get_userbyid(c.relowner) = current_user
    AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relname <> 'stream_lead' AND NOT pg_catalog.has_table_privilege(reader, c.oid, 'SELECT') LOOP
    EXECUTE pg_catalog.format('GRANT SELECT ON %s TO %I', target, reader);
  END LOOP;
  IF NOT pg_catalog.has_column_privilege(reader, 'replay_command', 'detail', 'UPDATE') THEN
    EXECUTE pg_catalog.format('GRANT INSERT (stream_id, request_id, command, argument, requested_by), '
      'UPDATE (status, requested_at, answered_at, detail) ON replay_command TO %I', reader);
  END IF;
END $do$
