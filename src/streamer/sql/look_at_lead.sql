-- Whether the server is a standby, whether the table stream_lead is missing, whether its lock is held.
SELECT pg_is_in_recovery(), to_regclass('stream_lead') IS NULL,
       EXISTS (SELECT FROM pg_locks
               WHERE relation = to_regclass('stream_lead') AND mode = 'ExclusiveLock' AND granted
                 AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
