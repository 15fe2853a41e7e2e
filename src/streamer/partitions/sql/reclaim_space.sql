VACUUM (SKIP_LOCKED, TRUNCATE OFF) rollup_field, rollup_well_day, rollup_well_hour, stream_commit
