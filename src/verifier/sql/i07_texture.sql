-- Deviations of the (logarithm of the) rate from its mean over two days around it, where the well is on stream all that
-- time and the rates of its day and of the days beside it lie within two deviations: where the days themselves move, their
-- ups and downs hide the deviation. So does rounding where an hour's step is below ten times that of thousandths of a Sm3.
-- The deviation's size comes from the steps from hour to hour: a first-order autoregressive deviation of persistence 0.9 and
-- size s has steps of variance 2 s^2 (1 - 0.9). Its mean over two days, and the day's volume, take out what lasts: of the 0.9
-- some 0.84 are left, and 0.78 where the days hardly differ; of 0.8 these are 0.75 and 0.71. Medians, so that events do not
-- count: 1.4826 times the median of absolute values is the standard deviation of normal ones. A well with fewer than 2000
-- such steps is not judged.
WITH configured AS (
  SELECT substr(key, length('upsample.texture_sigma.') + 1) AS code, value::DOUBLE AS configured
  FROM flodata_manifest WHERE starts_with(key, 'upsample.texture_sigma.')),
daily AS (
  SELECT code, day, run, coalesce(nullif(max(value) FILTER (source_column = 'BORE_OIL_VOL'), 0), max(value) FILTER (source_column = 'BORE_WI_VOL')) /
                    any_value(on_hours) AS rate
  FROM verify_day JOIN verify_daily_value USING (code, day) WHERE on_hours > 0 GROUP BY code, day, run),
alike AS (
  SELECT code, day, (max(rate) OVER beside - min(rate) OVER beside) / avg(rate) OVER beside AS spread
  FROM daily WINDOW beside AS (PARTITION BY code, run ORDER BY day RANGE BETWEEN INTERVAL 1 DAYS PRECEDING AND INTERVAL 1 DAYS FOLLOWING)),
rate AS (
  SELECT code, hour, day, on_part = 1 AS on_all_hour,
         ln(CASE WHEN BORE_OIL_VOL > 0 THEN BORE_OIL_VOL WHEN BORE_WI_VOL > 0 THEN BORE_WI_VOL END) AS rate
  FROM verify_hour),
deviation AS (
  SELECT code, hour, day, rate, rate - avg(rate) OVER around AS deviation, count(rate) FILTER (on_all_hour) OVER around = 49 AS is_whole
  FROM rate
  WINDOW around AS (PARTITION BY code ORDER BY hour RANGE BETWEEN INTERVAL 24 HOURS PRECEDING AND INTERVAL 24 HOURS FOLLOWING)),
step AS (
  SELECT code, deviation, deviation - lag(deviation) OVER w AS deviation_step, rate - lag(rate) OVER w AS rate_step
  FROM deviation JOIN configured USING (code) JOIN alike USING (code, day) WINDOW w AS (PARTITION BY code ORDER BY hour)
  QUALIFY is_whole AND lag(is_whole) OVER w AND hour - lag(hour) OVER w = INTERVAL 1 HOUR AND spread <= 2 * configured AND
          -- The variance of a rounding step is two times a twelfth.
          configured * sqrt(2 * (1 - 0.9)) * exp(rate) / 24 >= 10 * 0.001 * sqrt(2 / 12)),
well AS (
  SELECT code, count(*) AS steps, 1 - 0.5 * (median(abs(deviation_step)) / nullif(median(abs(deviation)), 0)) ** 2 AS autocorrelation,
         1.4826 * median(abs(rate_step)) / sqrt(2 * (1 - 0.9)) AS size
  FROM step GROUP BY code),
checked AS (
  SELECT *, size / configured AS ratio, coalesce(steps, 0) >= 2000 AS judged,
         NOT (coalesce(autocorrelation BETWEEN 0.74 AND 0.95, false) AND size / configured BETWEEN 0.5 AND 2) AS violation
  FROM configured LEFT JOIN well USING (code))
SELECT CASE WHEN count(*) > 0 THEN
         coalesce(format('{} wells: autocorrelation {:.2f} to {:.2f}, size {:.2f} to {:.2f} of what was asked for',
                         nullif(count(*) FILTER (judged), 0), min(autocorrelation) FILTER (judged), max(autocorrelation) FILTER (judged),
                         min(ratio) FILTER (judged), max(ratio) FILTER (judged)) || CASE WHEN bool_and(judged) THEN '' ELSE '; ' END, '') ||
         CASE WHEN bool_and(judged) THEN '' ELSE format('{} wells have too few hours to judge: 2000 are needed that lie on stream, between days of like rates, with steps beyond rounding',
                                                        count(*) FILTER (NOT judged)) END END AS measured,
       CASE WHEN bool_or(judged) THEN count(*) FILTER (judged AND violation) END::BIGINT AS violations,
       any_value(format('{}: autocorrelation {:.3f}, size {:.4f} where {:.4f} was asked for', code, autocorrelation, size, configured))
         FILTER (judged AND violation) AS worst
FROM checked
