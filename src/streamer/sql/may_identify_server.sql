SELECT has_function_privilege('pg_control_system()', 'EXECUTE')
   AND has_function_privilege('pg_current_wal_lsn()', 'EXECUTE')
   AND has_function_privilege('pg_walfile_name(pg_lsn)', 'EXECUTE')
