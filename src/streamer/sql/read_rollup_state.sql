SELECT generation, zone, production_day_zone, hours, steps,
       (extract(epoch FROM step_through) * 1000000)::bigint,
       (extract(epoch FROM hour_through) * 1000000)::bigint,
       (extract(epoch FROM day_through) * 1000000)::bigint
FROM rollup_state
WHERE stream_id = $1
