-- How far the rollups of stream $1 go.
SELECT generation, zone, production_day_zone, hours, steps, step_through, hour_through, day_through
FROM rollup_state
WHERE stream_id = $1
