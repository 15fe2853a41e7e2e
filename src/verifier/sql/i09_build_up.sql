-- Downhole pressure of a producer from one shut hour to the next. Daily values can leave no other way than a fall: when they
-- fall from one day that is shut throughout to the next, and beside such a day when a partial day could reach its mean only
-- by flowing beyond all pressures that it flowed at on full days within 30 days (or there is no such day to tell)
-- (the same of two partial days in a row, of which the second asks for too low a level of the outage between them); a
-- build-up takes up to 6 hours and ends at most a quarter above the mean of its day, and a fall-off takes up to 3.
-- Only the first is a proof: no series that does not fall has means that do. Of UPS-2 it is the only one that counts.
WITH day AS (
  SELECT d.code, d.day, d.run, d.hours, d.on_hours, p.daily AS mean, d.on_hours = 0 AS is_shut, d.on_hours >= d.hours AS is_full
  FROM verify_day AS d JOIN verify_cell AS p USING (code, day)
  WHERE p.source_column = 'AVG_DOWNHOLE_PRESSURE' AND p.values > 0),
beside AS (
  SELECT *, lag(mean) OVER w AS mean_before, lag(is_shut) OVER w AS shut_before, lead(mean) OVER w AS mean_after, lead(is_shut) OVER w AS shut_after,
         min(mean) FILTER (is_full) OVER near AS least, max(mean) FILTER (is_full) OVER near AS most
  FROM day
  WINDOW w AS (PARTITION BY code, run ORDER BY day RANGE BETWEEN INTERVAL 1 DAYS PRECEDING AND INTERVAL 1 DAYS FOLLOWING),
         near AS (PARTITION BY code, run ORDER BY day RANGE BETWEEN INTERVAL 30 DAYS PRECEDING AND INTERVAL 30 DAYS FOLLOWING)),
asked AS (
  SELECT code, day,
         coalesce(CASE WHEN is_shut THEN (shut_before AND mean < mean_before) OR (shut_after AND mean_after < mean)
                       WHEN is_full OR getvariable('method') <> 'UPS-1' THEN false
                       ELSE (shut_before AND (least IS NULL OR (mean * hours - (hours - on_hours) * end_before) / on_hours <
                                             least + (end_before - least) * least(1, 3 / on_hours))) OR
                            (shut_after AND (most IS NULL OR (mean * hours - (hours - on_hours) * (mean_after - (mean_after - most) * least(1, 6 / (hours - on_hours)))) / on_hours
                                             > most)) OR
                            (mean * hours - (hours - on_hours) * most_before_next) / on_hours > most END, false) AS by_day
  FROM (SELECT *, least + 1.25 * (mean_before - least) AS end_before,
               lead(CASE WHEN NOT is_shut AND NOT is_full
                         THEN least + (mean - least) * hours / (hours - on_hours + least(3, on_hours)) END) OVER next AS most_before_next
        FROM beside WINDOW next AS (PARTITION BY code, run ORDER BY day))),
pair AS (
  SELECT code, hour, day, lag(day) OVER w AS day_before, pressure - lag(pressure) OVER w AS step
  FROM (SELECT h.code, h.hour, h.day, h.AVG_DOWNHOLE_PRESSURE AS pressure, h.on_part
        FROM verify_hour AS h JOIN verify_day AS d USING (code, day)
        WHERE NOT coalesce(d.flow_kind = 'injection', d.well_type = 'WI', false))
  WINDOW w AS (PARTITION BY code ORDER BY hour)
  QUALIFY on_part = 0 AND lag(on_part) OVER w = 0 AND hour - lag(hour) OVER w = INTERVAL 1 HOUR AND step IS NOT NULL),
checked AS (
  SELECT p.*, p.step < -1e-6 AS falls, coalesce(a.by_day, false) OR coalesce(b.by_day, false) AS by_day
  FROM pair AS p LEFT JOIN asked AS a USING (code, day) LEFT JOIN asked AS b ON b.code = p.code AND b.day = p.day_before)
SELECT CASE WHEN count(*) > 0 THEN format('{} hours while shut, {} fall; {} more fall as the daily values do', count(*), count(*) FILTER (falls AND NOT by_day),
                                          count(*) FILTER (falls AND by_day)) END AS measured,
       count(*) FILTER (falls AND NOT by_day)::BIGINT AS violations,
       min_by(format('{} {}: {} bar from one shut hour to the next', code, hour, step), step) FILTER (falls AND NOT by_day) AS worst
FROM checked
