DELETE FROM production_data p USING difference d WHERE p.well_name = d.well_name AND p.time = d.time;
INSERT INTO production_data SELECT e.* FROM expected_data e JOIN difference d USING (well_name, time)
