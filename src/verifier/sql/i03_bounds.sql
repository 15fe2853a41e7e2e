-- The cap: 1.25 times the largest daily on-stream rate within 7 days of the same run of days with a volume. Days whose rate
-- stands alone (R9) are in no run. Finer steps beside midnight go towards the hour beyond it, so the caps of both days hold
-- for them. On days with slugs (R14) the steps go beyond it.
WITH rate_day AS (
  SELECT v.code, v.day, v.source_column, v.value / CASE WHEN d.on_hours > 0 THEN d.on_hours ELSE d.hours END AS on_rate,
         coalesce(lag(d.ends) OVER (PARTITION BY v.code, v.source_column ORDER BY v.day) = d.begins, false) AS follows
  FROM verify_daily_value AS v JOIN verify_day AS d USING (code, day) JOIN verify_tag AS t USING (source_column)
  ANTI JOIN verify_alone USING (code, day)
  WHERE t.kind = 'additive' AND v.value > 0),
volume_day AS (
  SELECT *, count(*) FILTER (NOT follows) OVER (PARTITION BY code, source_column ORDER BY day) AS run FROM rate_day),
cap AS (
  SELECT code, day, source_column,
         1.25 * max(on_rate) OVER (PARTITION BY code, source_column, run ORDER BY day
                                   RANGE BETWEEN reach PRECEDING AND reach FOLLOWING) AS cap
  FROM volume_day, (SELECT CASE WHEN getvariable('steps_per_hour') = 1 THEN INTERVAL 7 DAYS ELSE INTERVAL 8 DAYS END AS reach)),
checked AS (
  SELECT c.*, cap, c.values > 0 AND (lowest < c.lower OR highest > c.upper OR NOT isfinite(lowest) OR NOT isfinite(highest)) AS outside,
         coalesce(highest_on_rate > cap * (1 + 1e-9), false) AS above
  FROM verify_cell AS c LEFT JOIN (FROM cap ANTI JOIN verify_slug_day USING (code, day)) AS cap USING (code, day, source_column))
SELECT format('{} days with hours outside their bounds, {} above the cap, {} with on-stream parts outside 0 to 1',
              count(*) FILTER (outside), count(*) FILTER (above),
              (SELECT count(*) FROM verify_hour_count WHERE on_outside > 0)) AS measured,
       (count(*) FILTER (outside OR above) + (SELECT count(*) FROM verify_hour_count WHERE on_outside > 0))::BIGINT AS violations,
       max_by(format('{} {} {}: hours from {} to {}', code, day, source_column, lowest, highest), greatest(abs(lowest), abs(highest)))
         FILTER (outside OR above) AS worst
FROM checked
