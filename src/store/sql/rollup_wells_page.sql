-- The parts of the wells $1 in the cells from $2 to $3 (both included), of filters up to $4. In no particular order.
SELECT c.*
FROM unnest($1::text[]) AS w (name)
CROSS JOIN LATERAL (
  SELECT cell, first_time, first_original_time, last_time, last_original_time, well_name, well_type,
         quality::bigint{quantities}
  FROM {table}
  WHERE well_name = w.name AND cell >= $2 AND cell <= $3 AND quality <= $4) c
