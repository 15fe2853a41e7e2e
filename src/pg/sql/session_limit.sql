-- How many sessions this role may have at a time. Only the server's limit holds for a superuser.
SELECT least(CASE WHEN NOT r.rolsuper AND r.rolconnlimit >= 0 THEN r.rolconnlimit END,
             CASE WHEN NOT r.rolsuper AND d.datconnlimit >= 0 THEN d.datconnlimit END,
             current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer)::bigint
FROM pg_roles r, pg_database d WHERE r.rolname = session_user AND d.datname = current_database()
