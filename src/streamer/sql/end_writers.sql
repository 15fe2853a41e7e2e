-- Ends the sessions named $1 of our own role, and waits up to two seconds for each.
SELECT count(pg_terminate_backend(pid, 2000))
FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND application_name = $1
