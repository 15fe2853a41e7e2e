-- How many rows the days between the labels $1 and $2 (both included) have, how many days those are, and how many wells
-- there are.
SELECT coalesce(sum(rows), 0)::bigint, count(*), (SELECT count(*) FROM rollup_well)
FROM rollup_field
WHERE level = 2 AND cell >= $1 AND cell <= $2 AND last_time <= $2 AND quality = 0 AND NOT of_type
