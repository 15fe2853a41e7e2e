-- In the database itself: what the superuser made belongs to the owner from now on.
DO $do$
DECLARE {constants} statement text;
BEGIN
  IF current_database() NOT IN ('postgres', 'template1') THEN
    EXECUTE format('ALTER DATABASE %I OWNER TO %I', current_database(), {owner});
  END IF;
  FOREACH statement IN ARRAY ARRAY['session_preload_libraries', 'local_preload_libraries', 'search_path', 'role'] LOOP
    EXECUTE format('ALTER DATABASE %I RESET %s', current_database(), statement);
  END LOOP;
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  IF current_database() = {database} THEN
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I, %I', current_database(), {owner}, {reader});
  END IF;
  IF EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public') THEN
    ALTER SCHEMA public OWNER TO pg_database_owner;
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  END IF;
  FOR statement IN SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::regprocedure) FROM pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace AND (proname LIKE 'lo\_%' OR proname IN ('loread', 'lowrite')) LOOP
    EXECUTE statement;
  END LOOP;
  FOR statement IN SELECT format('DROP EVENT TRIGGER %I', evtname) FROM pg_event_trigger WHERE evtowner = first_user
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_event_trigger'::regclass AND objid = pg_event_trigger.oid AND deptype = 'e') LOOP
    EXECUTE statement;
  END LOOP;
  FOR statement IN
    SELECT format('ALTER SCHEMA %I OWNER TO %I', nspname, {owner}) FROM pg_namespace n
    WHERE nspowner = first_user AND n.oid >= first_object AND nspname NOT LIKE 'pg\_%'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_namespace'::regclass AND objid = n.oid AND deptype = 'e')
    UNION ALL
    SELECT format('ALTER %s %s OWNER TO %I', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
        WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, c.oid::regclass, {owner})
    FROM pg_class c WHERE relowner = first_user AND c.oid >= first_object AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
      AND relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg\_%')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND (deptype = 'e' OR relkind = 'S' AND deptype IN ('a', 'i')))
    UNION ALL
    SELECT format('ALTER ROUTINE %s OWNER TO %I', p.oid::regprocedure, {owner}) FROM pg_proc p
    WHERE proowner = first_user AND p.oid >= first_object
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype IN ('e', 'i'))
    UNION ALL
    SELECT format('ALTER TYPE %s OWNER TO %I', t.oid::regtype, {owner}) FROM pg_type t
    WHERE typowner = first_user AND t.oid >= first_object AND typtype IN ('e', 'd', 'r') AND typelem = 0
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_type'::regclass AND objid = t.oid AND deptype IN ('e', 'i'))
  LOOP
    EXECUTE statement;
  END LOOP;
END $do$;
