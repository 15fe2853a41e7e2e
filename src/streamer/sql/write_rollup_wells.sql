-- Numbers of the wells $1, a JSON array, from $2 on.
INSERT INTO rollup_well
SELECT w.name, $2::bigint + w.place - 1 FROM jsonb_array_elements_text($1::jsonb) WITH ORDINALITY AS w (name, place)
