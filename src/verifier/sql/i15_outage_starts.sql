-- When outages that lie within one production day begin: as parts of the hours at which they can (the day less their
-- length). Pearson's chi-square against an even distribution over 24 parts; 41.64 is exceeded once in a hundred times (23
-- degrees of freedom): such a field is not judged, one beyond 57.07 (once in ten thousand times) violates it. Outages over midnight begin when the day's hours say. Wells that share their outages of a day count
-- once; 240 outages are needed.
WITH hour AS (
  SELECT code, hour, day, on_part, lag(on_part) OVER w AS before, lag(hour) OVER w AS hour_before
  FROM verify_hour WINDOW w AS (PARTITION BY code ORDER BY hour)),
block AS (
  SELECT *, count(*) FILTER (is_begin) OVER (PARTITION BY code ORDER BY hour) AS number
  FROM (SELECT *, on_part < 1 AND NOT coalesce(before < 1 AND hour - hour_before = INTERVAL 1 HOUR, false) AS is_begin FROM hour)
  WHERE on_part < 1),
outage AS (
  SELECT code, any_value(day) AS day, min(hour) AS hour, min_by(on_part, hour) AS on_part, sum(1 - on_part) AS length,
         count(DISTINCT day) > 1 AS is_joined
  FROM block GROUP BY code, number),
placed AS (
  SELECT o.day, least(23, greatest(0, floor((epoch(o.hour - d.begins) / 3600 + CASE WHEN o.hour = d.begins THEN 0 ELSE on_part END)
                                            / (d.hours - length) * 24)))::INTEGER AS part
  FROM outage AS o JOIN verify_day AS d USING (code, day)
  LEFT JOIN verify_day AS b ON b.code = o.code AND b.ends = d.begins LEFT JOIN verify_day AS a ON a.code = o.code AND a.begins = d.ends
  WHERE NOT is_joined AND d.on_hours > 0 AND d.hours - length >= 6 AND coalesce(b.on_hours > 0, true) AND coalesce(a.on_hours > 0, true)),
once AS (SELECT DISTINCT ON (day, part) day, part FROM placed),
counted AS (
  SELECT p.part, count(o.part) AS found FROM (SELECT unnest(range(24)) AS part) AS p LEFT JOIN once AS o USING (part) GROUP BY ALL),
tested AS (SELECT sum(found) AS outages, sum(pow(found - outages_per_part, 2) / outages_per_part) AS chi_square, min(found) AS least, max(found) AS most
           FROM counted, (SELECT sum(found) / 24 AS outages_per_part FROM counted))
SELECT CASE WHEN outages >= 240 THEN format('{} outages within a day, {} to {} in each 24th of the hours at which they can begin: chi-square {:.1f} (at most 41.6{})', outages, least, most, chi_square,
                   CASE WHEN chi_square BETWEEN 41.64 AND 57.07 THEN '; by chance one field in a hundred goes beyond, so this is not judged' ELSE '' END)
            ELSE format('{} outages within a day: 240 are needed', coalesce(outages, 0)) END AS measured,
       CASE WHEN outages >= 240 AND NOT chi_square BETWEEN 41.64 AND 57.07 THEN (chi_square > 41.64)::INTEGER END::BIGINT AS violations, NULL::VARCHAR AS worst
FROM tested
