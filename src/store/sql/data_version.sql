-- $1: the stream.
SELECT s.lineage, s.sequence, s.newest_label, (extract(epoch FROM s.source_step) * 1000000)::bigint, s.speed,
       s.history_complete, r.sequence, s.production_day_zone,
       s.anchor_live + (s.segment_start - s.anchor_source) / s.speed, s.measured_hours,
       s.horizon, s.horizon_sequence
FROM stream_state s
LEFT JOIN LATERAL (SELECT sequence FROM stream_commit c
                   WHERE c.stream_id = s.stream_id AND revision ORDER BY sequence DESC LIMIT 1) r ON true
WHERE s.stream_id = $1
