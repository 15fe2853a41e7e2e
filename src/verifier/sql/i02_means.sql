SELECT format('largest deviation {:.1e}', coalesce(max(difference), 0)) AS measured,
       coalesce(sum(violation), 0)::BIGINT AS violations,
       max_by(format('{} {} {}: day {}, mean of its hours {}', code, day, source_column, daily, mean),
              coalesce(difference, 1e9)) FILTER (violation) AS worst
FROM (SELECT *, abs(mean - daily) AS difference,
             CASE WHEN daily IS NULL OR values <> rows THEN (daily IS NULL) <> (values = 0) OR values NOT IN (0, rows)
                  ELSE abs(mean - daily) > 1e-6 END AS violation
      FROM verify_cell WHERE kind = 'intensive' AND rule IS NULL)
