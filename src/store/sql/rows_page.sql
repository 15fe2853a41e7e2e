-- $1: wells, rows after $2 up to $3, of each well at most $4. Each well is read by the primary key from where its rows
-- begin to where they end, whatever lies between in the table.
SELECT p.*
FROM unnest($1::text[]) WITH ORDINALITY AS w (name, place)
CROSS JOIN LATERAL (SELECT {columns} FROM production_data
                    WHERE well_name = w.name AND time > $2 AND time <= $3 ORDER BY time LIMIT $4) p
