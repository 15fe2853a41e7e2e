-- Each well's means of {first} and {second} in each of the parts that begin at the times $1. Rows after $2 up to $3. The
-- times are read once, not for each row.
WITH parts AS MATERIALIZED (SELECT ($1::text[])::timestamptz[] AS begins)
SELECT p.well_name, width_bucket(p.time, parts.begins)::bigint, avg(p.{first}), avg(p.{second})
FROM parts CROSS JOIN production_data p
WHERE p.time > $2 AND p.time <= $3
GROUP BY 1, 2
