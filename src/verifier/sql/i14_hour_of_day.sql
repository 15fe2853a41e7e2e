-- A classifier is to tell windows of 13 hours to each side around 00 from those around 12, and around 06 from 18, in local
-- time, by the size of the steps and of their changes within the window, in parts of its standard deviation: the linear
-- discriminant of independent features, learnt on the even months and tried on the odd ones. AUC: the part of pairs that it
-- tells right, or wrong. Windows lie wholly on stream; a quantity needs 500 of each kind. By chance an AUC leaves a half by
-- some 1 / sqrt(6 windows): three times that is allowed beside the 0.53.
WITH value AS (
  SELECT code, hour, name, value, on_part = 1 AS on_stream
  FROM (SELECT code, hour, on_part, nullif(BORE_OIL_VOL, 0) AS oil, AVG_DOWNHOLE_PRESSURE AS "downhole pressure",
               AVG_WHP_P AS "wellhead pressure", AVG_WHT_P AS "wellhead temperature" FROM verify_hour)
  UNPIVOT (value FOR name IN (oil, "downhole pressure", "wellhead pressure", "wellhead temperature"))),
step AS (
  SELECT *, abs(value - lag(value) OVER w) AS step, abs(lead(value) OVER w - 2 * value + lag(value) OVER w) AS bend
  FROM value WINDOW w AS (PARTITION BY code, name ORDER BY hour)),
window_of AS (
  SELECT code, hour, name, hour(timezone(getvariable('production_day_zone'), timezone('UTC', hour))) AS local_hour,
         list(step / nullif(spread, 0)) OVER near AS steps, list(bend / nullif(spread, 0)) OVER near AS bends, is_whole
  FROM (SELECT *, stddev_pop(value) OVER near AS spread,
               count(*) FILTER (on_stream) OVER near = 27 AS is_whole
        FROM step WINDOW near AS (PARTITION BY code, name ORDER BY hour RANGE BETWEEN INTERVAL 13 HOURS PRECEDING AND INTERVAL 13 HOURS FOLLOWING))
  WINDOW near AS (PARTITION BY code, name ORDER BY hour RANGE BETWEEN INTERVAL 12 HOURS PRECEDING AND INTERVAL 12 HOURS FOLLOWING)),
sample AS (
  SELECT name, local_hour % 12 = 0 AS at_noon, local_hour < 12 AS kind, month(hour) % 2 = 0 AS learns,
         row_number() OVER () AS number, list_concat(steps, bends) AS features
  FROM window_of WHERE is_whole AND local_hour IN (0, 6, 12, 18) AND len(steps) = 25),
feature AS (
  SELECT name, at_noon, kind, learns, number, unnest(features) AS value, generate_subscripts(features, 1) AS feature FROM sample),
weight AS (
  SELECT name, at_noon, feature, (avg(value) FILTER (kind) - avg(value) FILTER (NOT kind)) / nullif(var_pop(value), 0) AS weight
  FROM feature WHERE learns GROUP BY ALL),
score AS (
  SELECT name, at_noon, kind, number, sum(value * weight) AS score
  FROM feature JOIN weight USING (name, at_noon, feature) WHERE NOT learns GROUP BY ALL),
ranked AS (
  SELECT *, rank() OVER (PARTITION BY name, at_noon ORDER BY score) + (count(*) OVER (PARTITION BY name, at_noon, score) - 1) / 2 AS place FROM score),
auc AS (
  SELECT name, at_noon, count(*) FILTER (kind) AS n1, count(*) FILTER (NOT kind) AS n0,
         (sum(place) FILTER (kind) - n1 * (n1 + 1) / 2) / (n1 * n0) AS auc
  FROM ranked GROUP BY ALL),
judged AS (
  SELECT *, greatest(auc, 1 - auc) AS told, told > 0.53 + 3 / sqrt(6 * (n1 + n0)) AS fails FROM auc WHERE least(n1, n0) >= 500)
SELECT CASE WHEN count(*) > 0 THEN string_agg(format('{} {:.3f}{}', name, told, CASE WHEN at_noon THEN ' (00 from 12)' ELSE ' (06 from 18)' END), ', ' ORDER BY name, at_noon)
            ELSE 'there are too few hours on stream: 500 windows of each kind are needed' END AS measured,
       CASE WHEN count(*) > 0 THEN count(*) FILTER (fails) END::BIGINT AS violations,
       max_by(format('{}: AUC {:.3f}', name, told), told) FILTER (fails) AS worst
FROM judged
