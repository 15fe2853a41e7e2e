-- $1: stream, $2: zone, $3: zone of production days, $4, $5: whether there are cells of hours and of steps.
INSERT INTO rollup_state AS s VALUES ($1, 1, $2, $3, $4, $5, NULL, NULL, NULL)
ON CONFLICT (stream_id) DO UPDATE
SET generation = s.generation + 1, zone = excluded.zone, production_day_zone = excluded.production_day_zone,
    hours = excluded.hours, steps = excluded.steps, step_through = NULL, hour_through = NULL, day_through = NULL
