-- The rules, told again from the daily rows, against the qualities in the hours; a Bad value is NULL, or 0 by R4.
WITH daily AS (
  SELECT v.code, v.day, v.source_column, v.value, t.kind, t.lower, t.upper, d.on_raw, d.on_hours, d.hours, d.run,
         coalesce(d.flow_kind = 'injection', d.well_type = 'WI', false) AS injects
  FROM verify_daily_value AS v JOIN verify_tag AS t USING (source_column) JOIN verify_day AS d USING (code, day)),
pressure AS (
  SELECT *, on_hours > 0 AND value = 0 AS dead,
         count(*) OVER (PARTITION BY code, run, island, value, on_hours > 0) >= 14 AND on_hours > 0 AND value IS NOT NULL AS frozen
  FROM (SELECT *, sum(changed::INTEGER) OVER (PARTITION BY code, run ORDER BY day) AS island
        FROM (SELECT *, value IS DISTINCT FROM lag(value) OVER w OR (on_hours > 0) IS DISTINCT FROM (lag(on_hours) OVER w > 0) AS changed
              FROM daily WHERE source_column = 'AVG_DOWNHOLE_PRESSURE' WINDOW w AS (PARTITION BY code, run ORDER BY day)))),
failed AS (SELECT code, day, dead FROM pressure WHERE dead OR frozen),
expected AS (
  SELECT code, day, 'ON_STREAM_HRS' AS source_column, 'R1' AS rule FROM verify_day
  WHERE (on_raw > hours OR on_raw < 0)
    AND NOT EXISTS (FROM daily AS v WHERE v.code = verify_day.code AND v.day = verify_day.day AND kind = 'additive' AND value > 0 AND on_raw <= 0)
  UNION ALL SELECT code, day, source_column, 'R2' FROM daily WHERE kind = 'additive' AND value > 0 AND on_hours <= 0
  UNION ALL SELECT DISTINCT code, day, 'ON_STREAM_HRS', 'R2' FROM daily WHERE kind = 'additive' AND value > 0 AND on_hours <= 0
  UNION ALL SELECT code, day, source_column, 'R3' FROM daily
    WHERE value = 0 AND on_hours > 0 AND source_column = CASE WHEN injects THEN 'BORE_WI_VOL' ELSE 'BORE_OIL_VOL' END
  UNION ALL SELECT code, day, source_column, 'R4' FROM daily WHERE kind = 'additive' AND value < 0
  UNION ALL SELECT DISTINCT d.code, d.day, d.source_column, 'R5' FROM daily AS d LEFT JOIN failed AS f USING (code, day)
    WHERE d.kind = 'intensive' AND
          (d.value < d.lower OR d.value > d.upper OR
           (f.day IS NOT NULL AND (d.source_column = 'AVG_DOWNHOLE_PRESSURE' OR
                                   (d.source_column = 'AVG_DP_TUBING' AND d.value IS NOT NULL) OR
                                   (d.source_column = 'AVG_DOWNHOLE_TEMPERATURE' AND d.value = 0 AND f.dead))))
  UNION ALL SELECT d.code, d.day, d.source_column, 'R8' FROM daily AS d
    JOIN (FROM pressure WHERE on_hours = 0 AND value = 0) AS silent USING (code, day)
    WHERE d.source_column = 'AVG_DOWNHOLE_PRESSURE' OR (d.source_column = 'AVG_DP_TUBING' AND d.value IS NOT NULL) OR
          (d.source_column = 'AVG_DOWNHOLE_TEMPERATURE' AND d.value = 0)),
-- R9: a rate while on stream of more than twice the largest one of days at least half on stream, within 30 days.
on_rate AS (
  SELECT code, day, run, source_column, value / nullif(on_hours, 0) AS rate, on_hours * 2 >= hours AS is_long
  FROM daily WHERE source_column IN ('BORE_OIL_VOL', 'BORE_WI_VOL')),
impossible AS (
  SELECT DISTINCT code, day
  FROM (SELECT *, max(greatest(rate, 0)) FILTER (is_long) OVER (PARTITION BY code, run, source_column ORDER BY day
                                                  RANGE BETWEEN INTERVAL 30 DAYS PRECEDING AND INTERVAL 30 DAYS FOLLOWING) AS largest FROM on_rate)
  WHERE NOT is_long AND rate > 2 * largest AND largest > 0 AND getvariable('method') = 'UPS-2'),
expected_all AS (
  FROM expected
  UNION ALL
  SELECT d.code, d.day, d.source_column, 'R9' FROM (SELECT code, day, source_column FROM daily WHERE kind = 'additive' AND value > 0
                                                    UNION ALL SELECT code, day, 'ON_STREAM_HRS' FROM impossible) AS d
  JOIN impossible USING (code, day) ANTI JOIN expected USING (code, day, source_column)),
found AS (
  SELECT DISTINCT h.code, h.day, q.source_column, q.rule FROM (SELECT DISTINCT code, day, quality FROM verify_step) AS h
  JOIN verify_quality AS q USING (quality) WHERE q.rule <> 'R10'),
-- R10 stands in all hours of a day that are shut, and in no other; the day is partly on stream.
computed AS (
  SELECT s.code, s.day, q.source_column, bool_or(s.on_part > 0) AS on_stream, count(*) FILTER (s.on_part <= 0) AS shut
  FROM verify_step AS s JOIN verify_quality AS q USING (quality) WHERE q.rule = 'R10' GROUP BY ALL),
shut AS (SELECT code, day, count(*) FILTER (on_part <= 0) AS shut FROM verify_step GROUP BY ALL),
compared AS (
  SELECT coalesce(e.code, f.code) AS code, coalesce(e.day, f.day) AS day, coalesce(e.source_column, f.source_column) AS source_column,
         e.rule AS expected, f.rule AS found
  FROM expected_all AS e FULL JOIN found AS f ON e.code = f.code AND e.day = f.day AND e.source_column = f.source_column AND e.rule = f.rule),
wrong AS (
  SELECT format('{} {} {}: {} expected, {} found', code, day, source_column, coalesce(expected, 'no rule'), coalesce(found, 'none')) AS text
  FROM compared WHERE expected IS DISTINCT FROM found
  UNION ALL
  SELECT format('{} {} {}: {} by {}, and has values', code, day, source_column, status, rule) FROM verify_cell
  WHERE (status = 'Bad' OR rule = 'R8') AND values > 0 AND NOT (rule = 'R4' AND lowest = 0 AND highest = 0)
  UNION ALL
  SELECT format('{} {} {}: R10 on a day or in hours where it has no place', c.code, c.day, c.source_column)
  FROM computed AS c JOIN shut USING (code, day) JOIN verify_day AS d USING (code, day) JOIN verify_tag AS t USING (source_column)
  WHERE c.on_stream OR c.shut <> shut.shut OR t.kind <> 'intensive' OR NOT (d.on_hours > 0 AND d.on_hours < d.hours)
  UNION ALL
  SELECT format('{} {}: {} qualities in one day', code, day, qualities) FROM verify_hour_count WHERE qualities > 1
  UNION ALL
  SELECT format('manifest says {} days by {}, found are {}', m.value, rule, coalesce(days, 0))
  FROM (SELECT value, right(key, 2) AS rule FROM flodata_manifest WHERE regexp_matches(key, '^upsample.days_R[1-589]$')) AS m
  LEFT JOIN (SELECT rule, count(DISTINCT (code, day)) AS days FROM found GROUP BY rule) USING (rule)
  WHERE m.value <> coalesce(days, 0)::VARCHAR)
SELECT (SELECT coalesce(string_agg(format('{} {}', rule, days), ', ' ORDER BY rule), 'none') || ' well-days'
        FROM (SELECT rule, count(DISTINCT (code, day)) AS days FROM found GROUP BY rule)) ||
       (SELECT coalesce('; Bad downhole pressure, most days: ' || string_agg(format('{} {}', code, days), ', ' ORDER BY days DESC, code), '')
        FROM (SELECT code, count(*) AS days FROM found WHERE rule = 'R5' AND source_column = 'AVG_DOWNHOLE_PRESSURE' GROUP BY code
              ORDER BY days DESC, code LIMIT 3)) AS measured,
       (SELECT count(*) FROM wrong)::BIGINT AS violations,
       (SELECT min(text) FROM wrong) AS worst
