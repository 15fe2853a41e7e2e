SELECT epoch, sequence,
       (extract(epoch FROM position) * 1000000)::bigint,
       (extract(epoch FROM anchor_source) * 1000000)::bigint,
       (extract(epoch FROM anchor_live) * 1000000)::bigint,
       speed, history_complete, source_identity,
       (extract(epoch FROM newest_label) * 1000000)::bigint,
       (extract(epoch FROM hold_position) * 1000000)::bigint,
       (extract(epoch FROM held_at) * 1000000)::bigint,
       (extract(epoch FROM segment_start) * 1000000)::bigint,
       (extract(epoch FROM source_start) * 1000000)::bigint,
       (extract(epoch FROM source_period) * 1000000)::bigint,
       configured_speed,
       (extract(epoch FROM source_step) * 1000000)::bigint,
       production_day_zone, measured_hours, (extract(epoch FROM horizon) * 1000000)::bigint
FROM stream_state
WHERE stream_id = $1
