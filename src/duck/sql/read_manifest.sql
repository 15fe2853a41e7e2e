SELECT coalesce(CAST(key AS VARCHAR), ''), coalesce(CAST(value AS VARCHAR), '')
FROM {table}
ORDER BY 1
