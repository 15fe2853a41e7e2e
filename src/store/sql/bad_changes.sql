-- For each of the wells $1 with a tag of $2, in their order: the newest row after $3, up to $4, in which the tag is not Bad
-- and its gauge not silent because the well is shut (R8): a dead gauge says nothing then either. And the first row after that one, or after $3 where there is none.
SELECT o.time,
       (SELECT p.time FROM production_data p
        WHERE p.well_name = w.name AND p.time > coalesce(o.time, w.after) AND p.time <= $4 ORDER BY p.time LIMIT 1)
FROM unnest($1::text[], $2::text[], ($3::text[])::timestamptz[]) WITH ORDINALITY AS w (name, tag, after, place)
LEFT JOIN LATERAL (SELECT p.time FROM production_data p
                   WHERE p.well_name = w.name AND p.time > w.after AND p.time <= $4
                     AND (p.quality -> w.tag ->> 'status') IS DISTINCT FROM 'Bad'
                     AND (p.quality -> w.tag ->> 'rule') IS DISTINCT FROM 'R8'
                   ORDER BY p.time DESC LIMIT 1) o ON true
ORDER BY w.place
