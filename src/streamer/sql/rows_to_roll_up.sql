-- At most $3 rows after $1 up to $2, in their order.
SELECT (extract(epoch FROM time) * 1000000)::bigint, (extract(epoch FROM original_time) * 1000000)::bigint,
       well_name, well_type, quality, {tags}
FROM production_data
WHERE time > $1 AND time <= $2
ORDER BY time, well_name
LIMIT $3
