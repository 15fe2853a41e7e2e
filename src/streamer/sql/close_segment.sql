-- Records the range that stream $1 has labelled so far.
INSERT INTO stream_segment
SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, make_interval(secs => $8::bigint / 1000000.0)
FROM stream_segment
WHERE stream_id = $1
