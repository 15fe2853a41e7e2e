-- A negative day is served as 0 (R4); a day without a value has hours without one.
SELECT format('{} days differ; largest difference {:.1e} Sm3, hours off a thousandth by {:.1e}',
              coalesce(sum(violation), 0), coalesce(max(difference), 0), coalesce(max(off_units), 0)) AS measured,
       coalesce(sum(violation), 0)::BIGINT AS violations,
       max_by(format('{} {} {}: day {}, hours {}', code, day, source_column, daily, volume),
              violation::INTEGER * (1 + coalesce(difference, 1e9))) FILTER (violation) AS worst
FROM (SELECT *, abs(volume - greatest(daily, 0)) AS difference,
             (daily IS NULL) <> (values = 0) OR values NOT IN (0, rows) OR
             (daily IS NOT NULL AND
              (coalesce(units <> round(greatest(daily, 0) * 1000), false) OR abs(volume - greatest(daily, 0)) > 1e-9 * greatest(1, daily)))
               AS violation
      FROM verify_cell WHERE kind = 'additive')
