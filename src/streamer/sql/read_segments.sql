SELECT (extract(epoch FROM from_position) * 1000000)::bigint,
       (extract(epoch FROM to_position) * 1000000)::bigint,
       (extract(epoch FROM anchor_source) * 1000000)::bigint,
       (extract(epoch FROM anchor_live) * 1000000)::bigint,
       speed,
       (extract(epoch FROM source_start) * 1000000)::bigint,
       (extract(epoch FROM source_period) * 1000000)::bigint
FROM stream_segment
WHERE stream_id = $1
ORDER BY number
