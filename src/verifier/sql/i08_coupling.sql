-- Within days whose rate moves by more than 5 %: the choke goes with the rate, the downhole pressure of a producer against
-- it; and on full days the gas-oil ratio stays near the day's. Against hours of UPS-1, and of UPS-1 only, what the daily
-- values themselves ask for is not counted:
-- - the course of the day: about a parabola through its hours, pressure (or choke) and rate move as they should;
-- - a full day whose rate and pressure (or choke) move together (or apart) to a neighbouring day;
-- - a partial day whose pressure is below all that the well flowed at on full days within 30 days;
-- - a partial day of a well of which the days do not say that its pressure builds up: there is no outage of more than four
--   hours, or on less than 65 % of the days with one it is above that of the full days around;
-- - a day whose gas-oil ratio is more than a fifth away from that of a neighbouring day.
-- Of fewer than 300 days more than 1 % may be wrong by chance: they are judged only where there are more than three standard
-- deviations and one of them. Under a layer, days without a labelled reading or a slug are a sample too.
WITH day AS (
  SELECT d.code, d.day, d.run, d.on_hours, d.on_hours >= d.hours AS is_full,
         coalesce(d.flow_kind = 'injection', d.well_type = 'WI', false) AS injects, f.rate / nullif(d.on_hours, 0) AS rate, p.value AS pressure, c.value AS choke,
         ln(g.value / o.value) AS ratio
  FROM verify_day AS d
  LEFT JOIN (SELECT code, day, sum(value) AS rate FROM verify_daily_value
             WHERE source_column IN ('BORE_OIL_VOL', 'BORE_WAT_VOL', 'BORE_WI_VOL') GROUP BY ALL) AS f USING (code, day)
  LEFT JOIN verify_daily_value AS p ON p.code = d.code AND p.day = d.day AND p.source_column = 'AVG_DOWNHOLE_PRESSURE'
  LEFT JOIN verify_daily_value AS c ON c.code = d.code AND c.day = d.day AND c.source_column = 'AVG_CHOKE_SIZE_P'
  LEFT JOIN verify_daily_value AS g ON g.code = d.code AND g.day = d.day AND g.source_column = 'BORE_GAS_VOL' AND g.value > 0
  LEFT JOIN verify_daily_value AS o ON o.code = d.code AND o.day = d.day AND o.source_column = 'BORE_OIL_VOL' AND o.value > 0),
asked AS (
  SELECT code, day, is_full, injects,
         CASE WHEN is_full THEN (rate - lag(rate) OVER run) * (pressure - lag(pressure) OVER run) > 0 OR
                                (lead(rate) OVER run - rate) * (lead(pressure) OVER run - pressure) > 0
              ELSE pressure < coalesce(min(pressure) FILTER (is_full AND pressure > 0) OVER near, 1e9) END AS pressure_by_day,
         is_full AND ((rate - lag(rate) OVER run) * (choke - lag(choke) OVER run) < 0 OR
                      (lead(rate) OVER run - rate) * (lead(choke) OVER run - choke) < 0) AS choke_by_day,
         greatest(abs(ratio - lag(ratio) OVER run), abs(ratio - lead(ratio) OVER run)) > ln(1.2) AS ratio_by_day
  FROM day
  WINDOW run AS (PARTITION BY code, run ORDER BY day),
         near AS (PARTITION BY code, run ORDER BY day RANGE BETWEEN INTERVAL 30 DAYS PRECEDING AND INTERVAL 30 DAYS FOLLOWING)),
builds_up AS (
  SELECT code, avg((pressure > level)::INTEGER) FILTER (NOT is_full AND on_hours > 0 AND on_hours < 20) >= 0.65 AS builds_up
  FROM (SELECT *, median(pressure) FILTER (is_full AND pressure > 0) OVER near AS level FROM day
        WINDOW near AS (PARTITION BY code ORDER BY day RANGE BETWEEN INTERVAL 10 DAYS PRECEDING AND INTERVAL 10 DAYS FOLLOWING))
  GROUP BY code),
hour AS (
  SELECT code, day, hour, coalesce(BORE_OIL_VOL, 0) + coalesce(BORE_WAT_VOL, 0) + coalesce(BORE_WI_VOL, 0) AS rate,
         AVG_DOWNHOLE_PRESSURE AS pressure, AVG_CHOKE_SIZE_P AS choke, BORE_OIL_VOL AS oil, BORE_GAS_VOL AS gas, on_part
  FROM verify_hour ANTI JOIN verify_slug_day USING (code, day)),
placed AS (
  SELECT *, pow(time, 2) - avg(pow(time, 2)) OVER w AS bend, sum(oil) OVER w AS sum_oil, nullif(sum(gas) OVER w, 0) AS sum_gas
  FROM (SELECT *, epoch(hour) / 3600 - avg(epoch(hour) / 3600) OVER w AS time FROM hour WINDOW w AS (PARTITION BY code, day))
  WINDOW w AS (PARTITION BY code, day)),
noise AS (  -- below this no move is one: rounding, and readings under a layer
  SELECT greatest(max(3 * error) FILTER (source_column = 'AVG_DOWNHOLE_PRESSURE'), 1e-9) AS pressure_noise,
         greatest(max(3 * error) FILTER (source_column = 'AVG_CHOKE_SIZE_P'), 1e-9) AS choke_noise
  FROM verify_tag),
moved AS (
  SELECT code, day, max(rate) - min(rate) > 0.05 * avg(rate) AS moves, covar_pop(rate, pressure) AS pressure_with_rate,
         max(pressure) - min(pressure) > any_value(pressure_noise) AND count(pressure) = count(*) AS pressure_moves, covar_pop(rate, choke) AS choke_with_rate,
         max(choke) - min(choke) > any_value(choke_noise) AND count(choke) = count(*) AS choke_moves,
         -- Of what is left of both when the parabola is taken out. time and bend do not depend on each other.
         covar_pop(rate, time) / var_pop(time) AS rate_slope, covar_pop(rate, bend) / var_pop(bend) AS rate_bend,
         pressure_with_rate - rate_slope * covar_pop(pressure, time) - rate_bend * covar_pop(pressure, bend) AS pressure_in_course,
         choke_with_rate - rate_slope * covar_pop(choke, time) - rate_bend * covar_pop(choke, bend) AS choke_in_course,
         max(abs(gas / nullif(oil, 0) * sum_oil / sum_gas - 1)) AS ratio
  FROM placed, noise GROUP BY code, day),
checked AS (
  SELECT code, day, moves AND pressure_moves AND NOT injects AS pressure_counts, choke_moves AND moves AS choke_counts,
         pressure_with_rate < 0 AS pressure_holds, choke_with_rate > 0 AS choke_holds,
         excuses AND (coalesce(pressure_by_day, false) OR coalesce(pressure_in_course < 0, false) OR
                      (NOT is_full AND NOT coalesce(builds_up, false))) AS pressure_by_day,
         excuses AND (coalesce(choke_by_day, false) OR coalesce(choke_in_course > 0, false)) AS choke_by_day,
         is_full AND ratio IS NOT NULL AS ratio_counts, ratio <= 0.1 AS ratio_holds, excuses AND coalesce(ratio_by_day, false) AS ratio_by_day
  FROM moved JOIN asked USING (code, day) JOIN builds_up USING (code), (SELECT getvariable('method') = 'UPS-1' AS excuses)),
wrong AS (
  SELECT 'pressure' AS quantity, code, day, 'the downhole pressure moves with the rate' AS what FROM checked
  WHERE pressure_counts AND NOT pressure_holds AND NOT pressure_by_day
  UNION ALL SELECT 'choke', code, day, 'the choke moves against the rate' FROM checked WHERE choke_counts AND NOT choke_holds AND NOT choke_by_day
  UNION ALL SELECT 'gas-oil ratio', code, day, 'the gas-oil ratio leaves the day''s by more than a tenth' FROM checked
  WHERE ratio_counts AND NOT ratio_holds AND NOT ratio_by_day),
counted AS (
  SELECT unnest(['pressure', 'choke', 'gas-oil ratio']) AS quantity,
         unnest([count(*) FILTER (pressure_counts), count(*) FILTER (choke_counts), count(*) FILTER (ratio_counts)]) AS days,
         unnest([count(*) FILTER (pressure_counts AND NOT pressure_holds AND pressure_by_day),
                 count(*) FILTER (choke_counts AND NOT choke_holds AND choke_by_day),
                 count(*) FILTER (ratio_counts AND NOT ratio_holds AND ratio_by_day)]) AS asked
  FROM checked),
judged AS (
  SELECT *, wrong_days > 0.01 * days + CASE WHEN days < 300 OR getvariable('layer') THEN 3 * sqrt(0.01 * days) + 1 ELSE 0 END AS fails,
         wrong_days > 0.01 * days AND NOT fails AS too_few
  FROM (SELECT c.*, (SELECT count(*) FROM wrong AS w WHERE w.quantity = c.quantity) AS wrong_days FROM counted AS c))
SELECT (SELECT CASE WHEN sum(days) > 0 THEN string_agg(format('{} on {} of {} days{}', CASE quantity WHEN 'pressure' THEN 'pressure against rate'
                 WHEN 'choke' THEN 'choke with rate' ELSE 'gas-oil ratio near the day''s' END, days - asked - wrong_days, days,
                 format(' (asked otherwise by the daily values: {})', asked) ||
                 CASE WHEN too_few THEN ', too few to judge' ELSE '' END), '; ' ORDER BY quantity = 'gas-oil ratio', quantity = 'choke') END
        FROM judged) AS measured,
       (SELECT CASE WHEN bool_or(fails) THEN sum(wrong_days) FILTER (fails) WHEN bool_or(too_few) THEN NULL ELSE 0 END::BIGINT FROM judged) AS violations,
       (SELECT any_value(format('{} {}: {}', code, day, what)) FROM wrong JOIN judged USING (quantity) WHERE fails) AS worst
