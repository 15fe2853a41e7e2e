TRUNCATE rollup_field, rollup_well_day, rollup_well_hour, rollup_well
