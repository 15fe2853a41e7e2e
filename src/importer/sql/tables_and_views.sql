SELECT schema_name, table_name FROM system.main.duckdb_tables() WHERE database_name = $1
UNION ALL
SELECT schema_name, view_name FROM system.main.duckdb_views() WHERE database_name = $1 AND NOT internal
ORDER BY 1, 2
