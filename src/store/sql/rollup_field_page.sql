-- At most $7 totals of level $1 in the cells from $2 to $3 (both included), by cell, of filters up to $4: of the wells of
-- each type ($5 is 1), or of all; of type $6 only, unless it is empty.
SELECT cell, first_time, first_original_time, last_time, last_original_time, quality::bigint, well_type, totals
FROM rollup_field
WHERE level = $1 AND cell >= $2 AND cell <= $3 AND quality <= $4 AND of_type = ($5 = 1) AND ($6 = '' OR well_type = $6)
ORDER BY cell, well_type, quality
LIMIT $7
