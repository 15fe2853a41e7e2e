-- Of stream $1, from generation $2 and $3, $4, $5 to $6, $7, $8 (steps, hours, days); changes no row when another writer was
-- there.
UPDATE rollup_state
SET step_through = $6, hour_through = $7, day_through = $8
WHERE stream_id = $1 AND generation = $2 AND step_through IS NOT DISTINCT FROM $3::timestamptz
  AND hour_through IS NOT DISTINCT FROM $4::timestamptz AND day_through IS NOT DISTINCT FROM $5::timestamptz
