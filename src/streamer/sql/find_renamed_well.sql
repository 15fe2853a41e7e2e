SELECT w.well_name, s.well_name
FROM well w JOIN source_well s USING (npd_well_bore_name, well_bore_code)
WHERE w.well_name <> s.well_name
ORDER BY 1
LIMIT 1
