-- What stream $1 does at this moment: the members of replay::Status in their order, the streamer's metrics, and of a
-- standby how old its newest transaction is.
SELECT r.stream_id, r.state, r.epoch, r.sequence, r.speed, r.loop_number, r.source_time, r.newest_label, r.next_label,
       r.lag_seconds, r.paused, r.history_complete, r.anchor_source, r.anchor_live, r.source_identity, r.streamer_alive,
       r.seen_at, coalesce(r.host, ''), coalesce(r.process_id, 0)::bigint, r.pending_commands, s.production_day_zone,
       extract(epoch FROM s.source_step)::double precision, s.source_start,
       s.source_start + make_interval(secs => extract(epoch FROM s.source_period)::double precision), clock_timestamp(),
       s.horizon, extract(epoch FROM s.retention)::double precision / 86400,
       CASE WHEN r.streamer_alive THEN r.metrics ELSE '' END,
       CASE WHEN pg_is_in_recovery()
            THEN greatest(0, extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()))::double precision END
FROM replay_status r JOIN stream_state s ON s.stream_id = r.stream_id
WHERE r.stream_id = $1
