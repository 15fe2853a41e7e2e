-- The cells of level $1 that lie between the labels $2 and $3 (both included), in their order.
SELECT cell, last_time
FROM rollup_field
WHERE level = $1 AND cell >= $2 AND cell <= $3 AND last_time <= $3 AND quality = 0 AND NOT of_type
ORDER BY cell
