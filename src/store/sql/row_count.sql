-- Rows after $1 up to $2. By the primary key, well by well: there are few rows between two versions.
SELECT coalesce(sum(p.rows), 0)::bigint
FROM well w
CROSS JOIN LATERAL (SELECT count(*) AS rows FROM production_data
                    WHERE well_name = w.well_name AND time > $1 AND time <= $2) p
