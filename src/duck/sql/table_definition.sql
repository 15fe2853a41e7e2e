SELECT sql
FROM system.main.duckdb_tables()
WHERE database_name = ? AND schema_name = 'main' AND table_name = ?
