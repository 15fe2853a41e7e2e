-- Base tables only: views are not read.
SELECT table_name
FROM system.main.duckdb_tables()
WHERE schema_name = 'main' AND database_name = {database}
ORDER BY 1
LIMIT {limit}
