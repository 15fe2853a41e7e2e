-- A well to come has no first time.
SELECT well_name, npd_well_bore_name, well_bore_code, first_time
FROM (
  SELECT well_name, npd_well_bore_name, well_bore_code, first_time FROM well
  UNION ALL
  SELECT well_name, npd_well_bore_name, well_bore_code, NULL FROM source_well s
  WHERE NOT EXISTS (SELECT FROM well w WHERE w.well_name = s.well_name)) AS known
ORDER BY well_name COLLATE "C"
