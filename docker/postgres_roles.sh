#!/bin/bash
# Run once by the image of PostgreSQL, when it makes a new cluster. The superuser keeps no password, so that it is
# reached from inside the container only; streamer and API use a role that owns the database and has no special rights.
set -eu
[ "$FLODATA_USER" != "$POSTGRES_USER" ] || exit 0
psql -X -q -v ON_ERROR_STOP=1 -v owner="$FLODATA_USER" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
\getenv password FLODATA_PASSWORD
SET log_min_error_statement = panic;
CREATE ROLE :"owner" LOGIN PASSWORD :'password';
ALTER ROLE :"owner" SET search_path = public, pg_temp;
ALTER DATABASE :"DBNAME" OWNER TO :"owner";
REVOKE TEMPORARY ON DATABASE :"DBNAME" FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
ALTER ROLE :"USER" PASSWORD NULL;
SQL
