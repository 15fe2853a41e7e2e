-- The rows from {from} on that only the table or only the file has, or that differ.
CREATE TEMP TABLE difference ON COMMIT DROP AS
SELECT well_name, time, coalesce(p.original_time, e.original_time) AS original_time,
       CASE WHEN p.original_time IS NULL THEN 'late'
            WHEN e.original_time IS NULL THEN 'gone'
            ELSE 'changed' END AS kind
FROM (SELECT * FROM production_data WHERE time >= '{from}') p
FULL JOIN expected_data e USING (well_name, time)
WHERE ROW(p.*) IS DISTINCT FROM ROW(e.*)
