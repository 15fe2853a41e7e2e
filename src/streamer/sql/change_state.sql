-- Changes no row when the stream is no longer at position $16 or another streamer has taken over (epoch $15).
UPDATE stream_state
SET position = $1, anchor_source = $2, anchor_live = $3, speed = $4, loop_number = $5, source_identity = $6,
    hold_position = $7, held_at = $8, segment_start = $9, source_start = $10,
    source_period = make_interval(secs => $11::bigint / 1000000.0), configured_speed = $12, sequence = $13,
    source_step = make_interval(secs => $17::bigint / 1000000.0), newest_label = $18, production_day_zone = $19,
    measured_hours = $20, updated_at = now()
WHERE stream_id = $14 AND epoch = $15 AND position = $16
