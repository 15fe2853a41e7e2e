-- Gives the cluster's first superuser the name {admin}. The session is that of the first superuser, which cannot rename
-- itself: another one does. Event triggers do not fire in single-user mode.
DO $do$
DECLARE {constants} name text; member text;
BEGIN
  SELECT rolname INTO name FROM pg_catalog.pg_authid WHERE oid = first_user;
  IF name <> {admin} THEN
    CREATE ROLE flodata_renamer SUPERUSER;
    SET SESSION AUTHORIZATION flodata_renamer;
    EXECUTE format('ALTER ROLE %I RENAME TO %I', name, {admin});
    EXECUTE format('SET SESSION AUTHORIZATION %I', {admin});
    DROP ROLE flodata_renamer;
    FOR name IN SELECT rolname FROM pg_catalog.pg_roles WHERE oid >= first_object AND (rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls) LOOP
      EXECUTE format('ALTER ROLE %I NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS', name);
    END LOOP;
    FOR name, member IN SELECT roleid::regrole::text, pg_catalog.pg_get_userbyid(m.member) FROM pg_catalog.pg_auth_members m
      WHERE m.member <> first_user AND roleid::regrole::text IN ({admin}, 'pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files') LOOP
      EXECUTE format('REVOKE %s FROM %I CASCADE', name, member);
    END LOOP;
  END IF;
  EXECUTE format('ALTER ROLE %I PASSWORD NULL', {admin});
  EXECUTE format('ALTER ROLE %I RESET ALL', {admin});
END $do$;
