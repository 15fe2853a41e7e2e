-- Hours that are shut on days partly on stream, one after the other without an hour on stream between them: a pressure or
-- temperature goes one way only, the downhole pressure of a producer upwards and its wellhead temperature downwards unless
-- a day beside that is shut throughout is warmer.
WITH hour AS (
  SELECT code, hour, day, source_column, value,
         coalesce(d.flow_kind = 'injection', d.well_type = 'WI', false) AS injects
  FROM (SELECT code, hour, day, on_part, AVG_DOWNHOLE_PRESSURE, AVG_WHP_P, DP_CHOKE_SIZE, AVG_ANNULUS_PRESS, AVG_DOWNHOLE_TEMPERATURE, AVG_WHT_P FROM verify_hour)
  UNPIVOT (value FOR source_column IN (AVG_DOWNHOLE_PRESSURE, AVG_WHP_P, DP_CHOKE_SIZE, AVG_ANNULUS_PRESS, AVG_DOWNHOLE_TEMPERATURE, AVG_WHT_P))
  JOIN verify_day AS d USING (code, day) WHERE on_part <= 0 AND d.on_hours > 0),
step AS (
  SELECT *, value - lag(value) OVER w AS step, coalesce(hour - lag(hour) OVER w = INTERVAL 1 HOUR, false) AS follows
  FROM hour WINDOW w AS (PARTITION BY code, source_column ORDER BY hour)),
block AS (SELECT *, count(*) FILTER (NOT follows) OVER (PARTITION BY code, source_column ORDER BY hour) AS number FROM step),
way AS (
  SELECT code, source_column, number, min(day) AS day, bool_or(injects) AS injects, count(*) FILTER (follows) AS steps,
         count(*) FILTER (follows AND step > 1e-6) AS up, count(*) FILTER (follows AND step < -1e-6) AS down
  FROM block GROUP BY ALL),
checked AS (
  SELECT w.*, (up > 0 AND down > 0) OR (source_column = 'AVG_DOWNHOLE_PRESSURE' AND NOT injects AND down > 0) OR
              (source_column = 'AVG_WHT_P' AND NOT injects AND up > 0 AND NOT beside_shut) AS turns
  FROM (SELECT w.*, EXISTS (FROM verify_day AS d WHERE d.code = w.code AND d.on_hours = 0 AND d.day BETWEEN w.day - 2 AND w.day + 2) AS beside_shut FROM way AS w) AS w)
SELECT CASE WHEN sum(steps) > 0 THEN format('{} of {} stretches of shut hours go one way, towards the shut level', count(*) FILTER (NOT turns), count(*)) END AS measured,
       count(*) FILTER (turns)::BIGINT AS violations,
       any_value(format('{} {} {}: {} steps up, {} down', code, day, source_column, up, down)) FILTER (turns) AS worst
FROM checked WHERE steps > 0
