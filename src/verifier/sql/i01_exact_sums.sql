-- A negative day is served as 0 (R4); a day without a value has hours without one. Hours are whole thousandths where the
-- day's volume is; what a day has beyond three decimals lies in its hours, and is shown.
SELECT format('{} days differ; largest difference {:.1e} Sm3; on {} of {} days the volume itself is no whole thousandth; {} negative days of {:.2f} Sm3 are served as 0 (rule R4)',
              coalesce(sum(violation), 0), coalesce(max(difference), 0), count(*) FILTER (NOT is_whole), count(*) FILTER (daily IS NOT NULL),
              count(*) FILTER (daily < 0), coalesce(-sum(daily) FILTER (daily < 0), 0)) AS measured,
       coalesce(sum(violation), 0)::BIGINT AS violations,
       max_by(format('{} {} {}: day {}, hours {}', code, day, source_column, daily, volume),
              violation::INTEGER * (1 + coalesce(difference, 1e9))) FILTER (violation) AS worst
FROM (SELECT *, abs(volume - greatest(daily, 0)) AS difference, abs(daily * 1000 - round(daily * 1000)) < 1e-6 + 1e-12 * abs(daily) AS is_whole,
             (daily IS NULL) <> (values = 0) OR values NOT IN (0, rows) OR
             (daily IS NOT NULL AND
              (coalesce(units <> round(greatest(daily, 0) * 1000), false) OR abs(volume - greatest(daily, 0)) > 1e-9 * greatest(1, daily) OR
               (is_whole AND off_units > 1e-3 + 1e-9 * daily))) AS violation
      FROM verify_cell WHERE kind = 'additive')
