-- Of each of the wells $3: {ranges} over its flowing rows after $1 up to $2.
SELECT well_name, {ranges}
FROM production_data
WHERE time > $1 AND time <= $2 AND on_stream_hrs > 0 AND well_name = ANY ($3::text[])
GROUP BY well_name
ORDER BY well_name
