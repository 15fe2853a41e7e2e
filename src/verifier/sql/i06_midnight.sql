-- Steps of the oil rate from hour to hour, between and within days that are on stream throughout. Fewer than a hundred
-- midnights say nothing about a distribution.
WITH step AS (
  SELECT abs(rate - lag(rate) OVER well) AS step, day <> lag(day) OVER well AS over_midnight
  FROM (SELECT h.code, h.hour, h.day, h.BORE_OIL_VOL AS rate, d.on_hours >= d.hours AS on_all_day
        FROM verify_hour AS h JOIN verify_day AS d USING (code, day))
  WINDOW well AS (PARTITION BY code ORDER BY hour)
  QUALIFY on_all_day AND lag(on_all_day) OVER well AND hour - lag(hour) OVER well = INTERVAL 1 HOUR AND rate > 0 AND lag(rate) OVER well > 0),
quantile AS (
  SELECT count(*) FILTER (over_midnight) AS midnights, median(step) FILTER (over_midnight) / nullif(median(step) FILTER (NOT over_midnight), 0) AS median_ratio,
         quantile_cont(step, 0.95) FILTER (over_midnight) / nullif(quantile_cont(step, 0.95) FILTER (NOT over_midnight), 0) AS p95_ratio
  FROM step)
SELECT CASE WHEN midnights < 100 OR median_ratio IS NULL OR p95_ratio IS NULL THEN NULL
            ELSE format('ratio of medians {:.2f}, of 95th percentiles {:.2f}', median_ratio, p95_ratio) END AS measured,
       ((NOT coalesce(median_ratio BETWEEN 0.7 AND 1.3, true))::INTEGER + (NOT coalesce(p95_ratio BETWEEN 0.7 AND 1.3, true))::INTEGER)::BIGINT
         AS violations,
       NULL::VARCHAR AS worst
FROM quantile
