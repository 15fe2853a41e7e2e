-- At most $1 rows of the last $2 hours up to the newest row of well $3 (last, because it is known last).
SELECT {columns}
FROM production_data
WHERE well_name = $3
  AND time > (SELECT max(time) FROM production_data WHERE well_name = $3) - make_interval(hours => $2::int)
ORDER BY time DESC
LIMIT $1
