-- How many rows have labels up to $1: of whole days, and by the key those before them, after the horizon, and after them.
WITH days AS (SELECT coalesce(sum(rows), 0) AS rows, coalesce(min(cell), 'infinity') AS first,
                     coalesce(max(last_time), '-infinity') AS through
              FROM rollup_field WHERE level = 2 AND cell <= $1 AND last_time <= $1 AND quality = 0 AND NOT of_type)
SELECT (d.rows + coalesce((SELECT sum(p.rows) FROM well w CROSS JOIN LATERAL (
                             SELECT (SELECT count(*) FROM production_data
                                     WHERE well_name = w.well_name AND time > d.through AND time <= $1) +
                                    (SELECT count(*) FROM production_data
                                     WHERE well_name = w.well_name AND time < d.first AND d.through > '-infinity') AS rows) p), 0))::bigint
FROM days d
