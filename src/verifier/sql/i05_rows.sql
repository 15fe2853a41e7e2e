WITH checked AS (
  SELECT coalesce(d.code, h.code) AS code, coalesce(d.day, h.day) AS day, d.hours * getvariable('steps_per_hour') AS expected, h.rows, h.hours
  FROM verify_day AS d FULL JOIN verify_hour_count AS h USING (code, day))
SELECT format('{} of {} well-days have exactly their hours', count(*) FILTER (rows = expected AND hours = expected), count(*)) AS measured,
       (count(*) - count(*) FILTER (rows = expected AND hours = expected))::BIGINT AS violations,
       any_value(format('{} {}: {} rows of {} hours where the day has {}', code, day, coalesce(rows, 0), coalesce(hours, 0),
                        coalesce(expected, 0)))
         FILTER (NOT coalesce(rows = expected AND hours = expected, false)) AS worst
FROM checked
