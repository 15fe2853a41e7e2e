-- The staged hours of a time range, in reading order, each with the texts of its day.
INSERT INTO {hours}
SELECT {columns}
FROM {staging} JOIN {notes} USING (note)
WHERE DATEPRD >= ? AND DATEPRD < ?
ORDER BY DATEPRD, WELL_BORE_CODE
