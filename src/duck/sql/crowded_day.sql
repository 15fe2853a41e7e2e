-- The day of which the well has the most rows.
SELECT CAST(DATEPRD AS VARCHAR), count(*)
FROM {table}
WHERE WELL_BORE_CODE = ?
GROUP BY DATEPRD
ORDER BY 2 DESC, 1
LIMIT 1
