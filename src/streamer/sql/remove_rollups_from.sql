-- Removes the cells from {from} on, which is where a day begins.
DELETE FROM rollup_field WHERE cell >= '{from}';
DELETE FROM rollup_well_day WHERE cell >= '{from}';
DELETE FROM rollup_well_hour WHERE cell >= '{from}';
UPDATE rollup_state
SET generation = generation + 1,
    step_through = (SELECT max(last_time) FROM rollup_field WHERE level = 2),
    hour_through = (SELECT max(last_time) FROM rollup_field WHERE level = 1),
    day_through = (SELECT max(last_time) FROM rollup_field WHERE level = 2)
