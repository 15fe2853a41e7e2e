-- Removes the cells that begin before {before}.
DELETE FROM rollup_field WHERE level IN (0, 1, 2) AND cell < '{before}';
DELETE FROM rollup_well_day c USING rollup_well w WHERE c.well_name = w.well_name AND c.cell < '{before}';
DELETE FROM rollup_well_hour c USING rollup_well w WHERE c.well_name = w.well_name AND c.cell < '{before}'
