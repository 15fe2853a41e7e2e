-- The newest $4 rows of well $1 after $2 up to $3.
SELECT {columns}
FROM production_data
WHERE well_name = $1 AND time > $2 AND time <= $3
ORDER BY time DESC
LIMIT $4
