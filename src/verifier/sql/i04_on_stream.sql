-- On a day without hours on stream, a volume flows all day (R2).
WITH mask AS (
  SELECT h.code, h.day, abs(h.on_hours - d.on_hours) AS difference, h.on_fractions
  FROM verify_hour_count AS h JOIN verify_day AS d USING (code, day) WHERE d.on_raw IS NOT NULL),
flow AS (
  SELECT c.code, c.day, c.source_column, c.flow_while_off
  FROM verify_cell AS c JOIN verify_day AS d USING (code, day)
  WHERE c.kind = 'additive' AND d.on_hours > 0 AND c.flow_while_off > 0)
SELECT format('largest difference {:.1e} h, {} days with more than two parts of hours, {} hours that flow while off',
              coalesce((SELECT max(difference) FROM mask), 0), (SELECT count(*) FROM mask WHERE on_fractions > 2),
              coalesce((SELECT sum(flow_while_off) FROM flow), 0)) AS measured,
       ((SELECT count(*) FROM mask WHERE difference > 1e-9 OR on_fractions > 2) + (SELECT count(*) FROM flow))::BIGINT AS violations,
       coalesce((SELECT max_by(format('{} {}: hours on stream are off by {}, {} of them in part', code, day, difference, on_fractions), difference)
                 FROM mask WHERE difference > 1e-9 OR on_fractions > 2),
                (SELECT any_value(format('{} {} {}: {} hours flow while off', code, day, source_column, flow_while_off)) FROM flow)) AS worst
