DELETE FROM well w WHERE NOT EXISTS (SELECT FROM production_data p WHERE p.well_name = w.well_name);
UPDATE well w SET first_time = (SELECT min(time) FROM production_data p WHERE p.well_name = w.well_name)
WHERE w.well_name IN (SELECT well_name FROM difference)
