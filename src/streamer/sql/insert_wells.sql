INSERT INTO well
SELECT w.well_name, w.npd_well_bore_name, w.well_bore_code, w.first_time
FROM jsonb_to_recordset($1::jsonb)
     AS w(well_name text, npd_well_bore_name text, well_bore_code text, first_time timestamptz)
ON CONFLICT DO NOTHING
