-- Adds the wells $1, or changes their names; changes no row that is already equal.
INSERT INTO source_well AS s
SELECT g.well_name, g.npd_well_bore_name, g.well_bore_code
FROM jsonb_to_recordset($1::jsonb) AS g(well_name text, npd_well_bore_name text, well_bore_code text)
ON CONFLICT (well_name) DO UPDATE
SET npd_well_bore_name = excluded.npd_well_bore_name, well_bore_code = excluded.well_bore_code
WHERE (s.npd_well_bore_name, s.well_bore_code) IS DISTINCT FROM (excluded.npd_well_bore_name, excluded.well_bore_code)
