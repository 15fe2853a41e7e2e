-- $1: stream, $2: epoch, $3: host, $4: process, $5: whether it is running, $6: metrics.
INSERT INTO streamer_heartbeat AS h VALUES ($1, $2, $3, $4, clock_timestamp(), clock_timestamp(), $5, $6)
ON CONFLICT (stream_id) DO UPDATE
SET epoch = excluded.epoch, host = excluded.host, process_id = excluded.process_id,
    started_at = CASE WHEN h.epoch = excluded.epoch THEN h.started_at ELSE excluded.started_at END,
    seen_at = excluded.seen_at, at_work = excluded.at_work, metrics = excluded.metrics
