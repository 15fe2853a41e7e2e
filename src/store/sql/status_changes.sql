-- For each of the wells $1, in their order: the newest row after $3, up to $4, that flows where $2 says that it does not,
-- or the other way round; and the first row after that one, or after $3 where there is none. Flowing wells have the index
-- of 0009_not_flowing_index.sql, whose condition this is.
SELECT o.time,
       (SELECT p.time FROM production_data p
        WHERE p.well_name = w.name AND p.time > coalesce(o.time, w.after) AND p.time <= $4 ORDER BY p.time LIMIT 1)
FROM unnest($1::text[], ($2::text[])::boolean[], ($3::text[])::timestamptz[]) WITH ORDINALITY AS w (name, flowing, after, place)
LEFT JOIN LATERAL (
  (SELECT p.time FROM production_data p
   WHERE w.flowing AND p.well_name = w.name AND p.time > w.after AND p.time <= $4
     AND (p.on_stream_hrs IS NULL OR p.on_stream_hrs <= 0)
   ORDER BY p.time DESC LIMIT 1)
  UNION ALL
  (SELECT p.time FROM production_data p
   WHERE NOT w.flowing AND p.well_name = w.name AND p.time > w.after AND p.time <= $4 AND p.on_stream_hrs > 0
   ORDER BY p.time DESC LIMIT 1)) o ON true
ORDER BY w.place
