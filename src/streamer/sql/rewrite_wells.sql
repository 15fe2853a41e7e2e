-- Wells whose first rows were removed because of their age stay as they are.
DELETE FROM well w
WHERE NOT EXISTS (SELECT FROM production_data p WHERE p.well_name = w.well_name)
  AND w.first_time >= coalesce((SELECT max(horizon) FROM stream_state), '-infinity');
UPDATE well w SET first_time = (SELECT min(time) FROM production_data p WHERE p.well_name = w.well_name)
WHERE w.well_name IN (SELECT well_name FROM difference)
  AND w.first_time >= coalesce((SELECT max(horizon) FROM stream_state), '-infinity')
