-- The numbers of the wells $1, in their order; NULL where a well has none yet.
SELECT r.number
FROM unnest($1::text[]) WITH ORDINALITY AS w (name, place)
LEFT JOIN rollup_well r ON r.well_name = w.name
ORDER BY w.place
