-- States stay between the lowest and the highest of the well's daily values, widened by a hundredth of their distance, while
-- it is on stream; AVG_DP_TUBING between what the ranges of both pressures give. In hours that are shut and computed (R10) a
-- state may go on to a shut level that no day has shown: a pressure by a fifth of itself, a temperature down to 0 degC. A
-- choke may be closed in any hour that is partly shut. Where a partial day's value is a mean over all its hours, it may itself
-- ask for a shut level that no shut day has shown: hours that are shut may go there, and a quarter of the way further.
-- Under a layer a day counts for the range even where a label stands beside all of its readings.
WITH extreme AS (
  SELECT code, source_column, min(daily) AS least, max(daily) AS most
  FROM verify_cell
  WHERE kind = 'intensive' AND daily IS NOT NULL AND CASE WHEN getvariable('layer') THEN coalesce(rule, '') NOT IN ('R5', 'R8') ELSE values > 0 END
  GROUP BY ALL),
asked AS (
  SELECT code, source_column, min(level - greatest(most - level, 0) / 4) AS low, max(level + greatest(level - least, 0) / 4) AS high
  FROM (SELECT c.code, c.source_column, e.least, e.most,
               unnest([(c.daily * d.hours - d.on_hours * e.most) / (d.hours - d.on_hours), (c.daily * d.hours - d.on_hours * e.least) / (d.hours - d.on_hours)]) AS level
        FROM verify_cell AS c JOIN verify_day AS d USING (code, day) JOIN extreme AS e USING (code, source_column)
        LEFT JOIN verify_on_stream_mean AS o USING (code, day, source_column)
        WHERE o.day IS NULL AND d.on_hours > 0 AND d.hours - d.on_hours >= 1) AS q
  WHERE NOT EXISTS (FROM verify_cell AS s JOIN verify_day AS f USING (code, day)
                    WHERE s.code = q.code AND s.source_column = q.source_column AND f.on_hours = 0 AND s.daily IS NOT NULL)
  GROUP BY ALL),
bound AS (
  SELECT code, source_column, least - 0.01 * (most - least) - 1e-6 AS least, most + 0.01 * (most - least) + 1e-6 AS most
  FROM extreme WHERE source_column <> 'AVG_DP_TUBING'
  UNION ALL
  SELECT t.code, 'AVG_DP_TUBING', least(t.least, coalesce(b.least - w.most, t.least)) - 0.02 * (t.most - t.least + coalesce(w.most - w.least, 0)) - 1e-6,
         greatest(t.most, coalesce(b.most - w.least, t.most)) + 0.02 * (t.most - t.least + coalesce(w.most - w.least, 0)) + 1e-6
  FROM extreme AS t LEFT JOIN extreme AS b ON b.code = t.code AND b.source_column = 'AVG_DOWNHOLE_PRESSURE'
  LEFT JOIN extreme AS w ON w.code = t.code AND w.source_column = 'AVG_WHP_P' WHERE t.source_column = 'AVG_DP_TUBING'),
hour AS (
  SELECT code, hour, day, on_part, source_column, value FROM verify_hour
  UNPIVOT (value FOR source_column IN (AVG_DOWNHOLE_PRESSURE, AVG_DP_TUBING, AVG_ANNULUS_PRESS, AVG_WHP_P, DP_CHOKE_SIZE, AVG_DOWNHOLE_TEMPERATURE,
                                       AVG_WHT_P, AVG_CHOKE_SIZE_P))),
checked AS (
  SELECT h.*, t.error, o.day IS NOT NULL AND h.on_part <= 0 AS computed, b.least, b.most,
         CASE WHEN h.source_column = 'AVG_CHOKE_SIZE_P' AND h.on_part < 1 THEN greatest(b.least, 0)
              WHEN NOT computed THEN CASE WHEN h.on_part < 1 THEN greatest(b.least - a.low, 0) ELSE 0 END
              WHEN h.source_column IN ('AVG_DOWNHOLE_TEMPERATURE', 'AVG_WHT_P') THEN greatest(b.least, 0)
              ELSE 0.2 * abs(b.least) END AS below,
         CASE WHEN NOT computed AND h.on_part < 1 THEN greatest(a.high - b.most, 0)
              WHEN computed AND h.source_column IN ('AVG_DOWNHOLE_PRESSURE', 'AVG_DP_TUBING', 'AVG_WHP_P') THEN 0.2 * abs(b.most) ELSE 0 END AS above
  FROM hour AS h JOIN bound AS b USING (code, source_column) JOIN verify_tag AS t USING (source_column)
  LEFT JOIN asked AS a USING (code, source_column)
  LEFT JOIN verify_on_stream_mean AS o USING (code, day, source_column)),
outside AS (SELECT * FROM checked WHERE value < least - coalesce(below, 0) - error OR value > most + coalesce(above, 0) + error)
SELECT format('{} of {} values outside; {} computed ones beyond the daily extremes', (SELECT count(*) FROM outside), count(*),
              count(*) FILTER (computed AND (value < least OR value > most))) AS measured,
       (SELECT count(*) FROM outside)::BIGINT AS violations,
       (SELECT max_by(format('{} {} {}: {} where the days go from {} to {}', code, hour, source_column, value, least, most), greatest(least - value, value - most))
        FROM outside) AS worst
FROM checked
