-- Makes the role, or brings it to what it should be. {role} is an identifier, {role_text} its name as a text.
DO $do$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {role_text}) THEN CREATE ROLE {role}; END IF;
END $do$;
ALTER ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT -1 PASSWORD {password};
ALTER ROLE {role} RESET ALL;
DO $do$ DECLARE database name; BEGIN
  FOR database IN SELECT datname FROM pg_catalog.pg_db_role_setting JOIN pg_catalog.pg_database d ON d.oid = setdatabase
    WHERE setrole = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = {role_text}) LOOP
    EXECUTE format('ALTER ROLE %I IN DATABASE %I RESET ALL', {role_text}, database);
  END LOOP;
END $do$;
ALTER ROLE {role} SET search_path = {search_path};
