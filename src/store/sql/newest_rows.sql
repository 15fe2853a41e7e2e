-- The newest row, up to $2, of each of the wells $1, in their order.
SELECT p.*
FROM unnest($1::text[]) WITH ORDINALITY AS w (name, place)
CROSS JOIN LATERAL (SELECT {columns} FROM production_data
                    WHERE well_name = w.name AND time <= $2 ORDER BY time DESC LIMIT 1) p
ORDER BY w.place
