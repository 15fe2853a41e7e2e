-- Whether a streamer of version 0.1.0, under the name $2 and of our own role, holds the advisory lock of stream $1.
WITH lead AS (SELECT pg_catalog.hashtextextended('flodata stream ' || $1, 0) AS key)
SELECT NOT pg_try_advisory_lock(key) AND EXISTS (
  SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
  WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND a.datname = current_database()
    AND ((l.classid::bigint << 32) | l.objid::bigint) = key AND a.usename = current_user AND a.application_name = $2)
FROM lead
