-- When in the production day outages begin that are not joined to a day that is shut throughout: Pearson's chi-square against
-- an even distribution over its 24 parts; 41.64 is exceeded once in a hundred times (23 degrees of freedom). Wells that share
-- their outages of a day count once. 240 outages are needed.
WITH hour AS (
  SELECT code, hour, day, on_part, lag(on_part) OVER w AS before, lag(hour) OVER w AS hour_before
  FROM verify_hour WINDOW w AS (PARTITION BY code ORDER BY hour)),
block AS (
  SELECT *, count(*) FILTER (is_begin) OVER (PARTITION BY code ORDER BY hour) AS number
  FROM (SELECT *, on_part < 1 AND NOT coalesce(before < 1 AND hour - hour_before = INTERVAL 1 HOUR, false) AS is_begin FROM hour)
  WHERE on_part < 1),
outage AS (
  SELECT b.code, min(b.hour) AS hour, min_by(b.on_part, b.hour) AS on_part, min_by(b.day, b.hour) AS day,
         bool_or(d.on_hours = 0) AS is_joined, bool_or(is_begin AND before IS NULL) AS is_first
  FROM block AS b JOIN verify_day AS d USING (code, day) GROUP BY b.code, number),
placed AS (
  SELECT code, day, least(23, floor((epoch(hour - d.begins) / 3600 + on_part) / d.hours * 24))::INTEGER AS part
  FROM outage JOIN verify_day AS d USING (code, day) WHERE NOT is_joined AND NOT is_first),
once AS (SELECT DISTINCT ON (day, part) day, part FROM placed),
counted AS (
  SELECT p.part, count(o.part) AS found FROM (SELECT unnest(range(24)) AS part) AS p LEFT JOIN once AS o USING (part) GROUP BY ALL),
tested AS (SELECT sum(found) AS outages, sum(pow(found - outages_per_part, 2) / outages_per_part) AS chi_square, min(found) AS least, max(found) AS most
           FROM counted, (SELECT sum(found) / 24 AS outages_per_part FROM counted))
SELECT CASE WHEN outages >= 240 THEN format('{} outages, {} to {} in each 24th of the day: chi-square {:.1f} (at most 41.6)', outages, least, most, chi_square)
            ELSE format('{} outages that are not joined to a shut day: 240 are needed', coalesce(outages, 0)) END AS measured,
       CASE WHEN outages >= 240 THEN (chi_square > 41.64)::INTEGER END::BIGINT AS violations, NULL::VARCHAR AS worst
FROM tested
