-- The present status of stream $1: the members of replay::Status in their order, and the streamer's metrics.
SELECT stream_id, state, epoch, sequence, speed, loop_number, source_time, newest_label, next_label, lag_seconds,
       paused, history_complete, anchor_source, anchor_live, source_identity, streamer_alive, seen_at,
       coalesce(host, ''), coalesce(process_id, 0)::bigint, pending_commands,
       CASE WHEN streamer_alive THEN metrics ELSE '' END
FROM replay_status
WHERE stream_id = $1
