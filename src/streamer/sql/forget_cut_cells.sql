-- Where rows were removed because of their age, the first cell of a level may lack rows: then it must not be there.
DELETE FROM expected_field e
WHERE cell = (SELECT min(cell) FROM expected_field WHERE level = e.level)
  AND EXISTS (SELECT FROM stream_state WHERE horizon IS NOT NULL)
  AND NOT EXISTS (SELECT FROM rollup_field r WHERE (r.level, r.cell) = (e.level, e.cell));
DELETE FROM expected_well_day e
WHERE cell = (SELECT min(cell) FROM expected_well_day)
  AND EXISTS (SELECT FROM stream_state WHERE horizon IS NOT NULL)
  AND NOT EXISTS (SELECT FROM rollup_well_day r WHERE r.cell = e.cell);
DELETE FROM expected_well_hour e
WHERE cell = (SELECT min(cell) FROM expected_well_hour)
  AND EXISTS (SELECT FROM stream_state WHERE horizon IS NOT NULL)
  AND NOT EXISTS (SELECT FROM rollup_well_hour r WHERE r.cell = e.cell)
