-- A restored base backup and a promoted standby have another timeline, a restored dump another system identifier.
SELECT (SELECT system_identifier FROM pg_control_system())::text || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
