-- Changes no row when the stream is no longer at position $7 or another streamer has taken over (epoch $6).
UPDATE stream_state
SET position = $1, sequence = sequence + 1, loop_number = $2, history_complete = $3, newest_label = $4,
    source_step = make_interval(secs => $8::bigint / 1000000.0), updated_at = now()
WHERE stream_id = $5 AND epoch = $6 AND position = $7
