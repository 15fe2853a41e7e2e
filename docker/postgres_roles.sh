#!/bin/bash
# Run by the image of PostgreSQL when it makes a new cluster, and by hand where a volume of an earlier version has not all
# of it (docs/containers.md): what is there is brought to what it should be. The superuser keeps no password, so that it is
# reached from inside the container only. The streamer's role owns the database and has no special rights; the API's reads,
# and places commands (granted by the streamer with the schema). As in the private PostgreSQL of `flodata up`
# (src/pg/private/private_server_roles.cc).
set -eu
[ "$FLODATA_USER" != "$POSTGRES_USER" ] || exit 0
psql -X -q -v ON_ERROR_STOP=1 -v owner="$FLODATA_USER" -v reader="${FLODATA_USER}_api" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
\getenv owner_password FLODATA_PASSWORD
\getenv reader_password FLODATA_API_PASSWORD
SET log_min_error_statement = panic;
SELECT format('CREATE ROLE %I', name) FROM (VALUES (:'owner'), (:'reader')) AS r (name)
WHERE name NOT IN (SELECT rolname FROM pg_roles) \gexec
ALTER ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE :"reader" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'reader_password';
ALTER ROLE :"owner" SET search_path = public, pg_temp;
ALTER ROLE :"reader" SET search_path = public, pg_temp;
ALTER DATABASE :"DBNAME" OWNER TO :"owner";
REVOKE TEMPORARY ON DATABASE :"DBNAME" FROM PUBLIC;
SELECT format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', datname) FROM pg_database
WHERE datname IN ('postgres', 'template1') AND datname <> :'DBNAME' \gexec
SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::regprocedure) FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace AND (proname LIKE 'lo\_%' OR proname IN ('loread', 'lowrite')) \gexec
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
ALTER ROLE :"USER" PASSWORD NULL;
SQL
