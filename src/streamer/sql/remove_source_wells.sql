-- Removes the wells that are not among $1.
DELETE FROM source_well s
WHERE NOT EXISTS (
  SELECT FROM jsonb_to_recordset($1::jsonb) AS g(well_name text, npd_well_bore_name text, well_bore_code text)
  WHERE g.well_name = s.well_name)
