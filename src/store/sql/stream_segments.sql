-- The segments of stream $1 in their order, the present one last.
SELECT from_position, to_position, anchor_source, anchor_live, speed, source_start,
       (extract(epoch FROM source_period) * 1000000)::bigint
FROM (
  SELECT number, from_position, to_position, anchor_source, anchor_live, speed, source_start, source_period
  FROM stream_segment WHERE stream_id = $1
  UNION ALL
  SELECT 9223372036854775807, segment_start, position, anchor_source, anchor_live, speed, source_start, source_period
  FROM stream_state WHERE stream_id = $1) s
WHERE source_start IS NOT NULL AND source_period > interval '0'
ORDER BY number
