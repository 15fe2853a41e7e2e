-- The well's day with the most rows.
SELECT CAST(DATEPRD AS VARCHAR), count(*)
FROM {table}
WHERE WELL_BORE_CODE = ?
GROUP BY DATEPRD
ORDER BY 2 DESC, 1
LIMIT 1
