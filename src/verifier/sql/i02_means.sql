-- Under a layer: of days without a label for the tag, within the error of a reading.
SELECT format('largest deviation {:.1e}', coalesce(max(difference), 0)) ||
       CASE WHEN getvariable('layer') THEN format('; {} of {} daily values have no labelled reading', count(*) FILTER (values = rows),
                                                  count(*) FILTER (daily IS NOT NULL)) ELSE '' END AS measured,
       coalesce(sum(violation), 0)::BIGINT AS violations,
       max_by(format('{} {} {}: day {}, mean of its hours {}', code, day, source_column, daily, mean),
              coalesce(difference, 1e9)) FILTER (violation) AS worst
FROM (SELECT *, CASE WHEN NOT getvariable('layer') OR values = rows THEN abs(mean - daily) END AS difference,
             CASE WHEN getvariable('layer') AND values <> rows THEN daily IS NULL AND values > 0
                  WHEN daily IS NULL OR values <> rows THEN (daily IS NULL) <> (values = 0) OR values NOT IN (0, rows)
                  ELSE abs(mean - daily) > greatest(error, 1e-6) END AS violation
      FROM verify_cell WHERE kind = 'intensive' AND rule IS NULL)
