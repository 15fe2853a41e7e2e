-- At most $1 rows from $2 to $3 of well $4 (last, because it is known last).
SELECT {columns}
FROM production_data
WHERE well_name = $4 AND time >= $2 AND time <= $3
ORDER BY time
LIMIT $1
