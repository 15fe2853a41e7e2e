-- Steps of the oil rate from hour to hour over midnight, beside those of the three hours before and after it, on days that are
-- on stream throughout: where the days differ, a curve through them is steepest there. Each well's steps are in parts of its
-- middle step; wells whose middle step is below ten thousandths of a Sm3 an hour are left out, since rounding makes their
-- steps. Fewer than a hundred midnights say nothing about a distribution; of fewer than two hundred a ratio may lie outside
-- by chance (three standard errors of a median, 1.25 over the root of their number).
WITH step AS (
  SELECT code, hour, abs(rate - lag(rate) OVER well) AS step, day <> lag(day) OVER well AS over_midnight
  FROM (SELECT h.code, h.hour, h.day, h.BORE_OIL_VOL AS rate, d.on_hours >= d.hours AS on_all_day
        FROM verify_hour AS h JOIN verify_day AS d USING (code, day))
  WINDOW well AS (PARTITION BY code ORDER BY hour)
  QUALIFY on_all_day AND lag(on_all_day) OVER well AND hour - lag(hour) OVER well = INTERVAL 1 HOUR AND rate > 0 AND lag(rate) OVER well > 0),
placed AS (
  SELECT code, step, over_midnight,
         bool_or(over_midnight) OVER (PARTITION BY code ORDER BY hour RANGE BETWEEN INTERVAL 3 HOURS PRECEDING AND INTERVAL 3 HOURS FOLLOWING) AS is_near
  FROM step),
part AS (
  SELECT step / middle AS step, over_midnight
  FROM placed JOIN (SELECT code, greatest(median(step) FILTER (over_midnight), median(step) FILTER (NOT over_midnight)) AS middle
                    FROM placed WHERE is_near GROUP BY code) USING (code)
  WHERE is_near AND middle >= 24 * 0.01),
quantile AS (
  -- Hours that do not move within the day at all are a ratio beyond every bound.
  SELECT count(*) FILTER (over_midnight) AS midnights,
         median(step) FILTER (over_midnight) / greatest(median(step) FILTER (NOT over_midnight), 1e-9) AS median_ratio,
         quantile_cont(step, 0.95) FILTER (over_midnight) / greatest(quantile_cont(step, 0.95) FILTER (NOT over_midnight), 1e-9) AS p95_ratio
  FROM part),
judged AS (
  SELECT *, midnights >= 100 AND median_ratio IS NOT NULL AND p95_ratio IS NOT NULL AS enough, exp(3 * 1.25 / sqrt(midnights)) AS chance,
         [ratio FOR ratio IN [median_ratio, p95_ratio] IF NOT ratio BETWEEN 0.7 AND 1.3] AS outside,
         len([ratio FOR ratio IN outside IF ratio < 1 / chance OR ratio > chance]) AS wrong
  FROM quantile)
SELECT CASE WHEN NOT enough THEN format('{} midnights between days on stream throughout: 100 are needed, with steps beyond rounding', midnights)
            ELSE format('{} midnights: ratio of medians {:.2f}, of 95th percentiles {:.2f}', midnights, median_ratio, p95_ratio) ||
                 CASE WHEN wrong < len(outside) THEN ', too few to judge' ELSE '' END END AS measured,
       CASE WHEN enough AND (wrong > 0 OR len(outside) = 0) THEN wrong END::BIGINT AS violations, NULL::VARCHAR AS worst
FROM judged
