-- Cells of {table} that are missing and that no rows give, and one of each.
WITH missing AS (SELECT * FROM expected_{table} EXCEPT ALL SELECT * FROM rollup_{table}),
     wrong AS (SELECT * FROM rollup_{table} EXCEPT ALL SELECT * FROM expected_{table})
SELECT (SELECT count(*) FROM missing), (SELECT count(*) FROM wrong),
       coalesce((SELECT min(cell) FROM missing), (SELECT min(cell) FROM wrong))::text
