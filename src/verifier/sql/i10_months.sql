-- The monthly sheet counts what R4 takes away, so those cells are added to its sums.
WITH hourly AS (
  SELECT d.well_name, year(c.day) AS year, month(c.day) AS month, c.source_column,
         sum(c.volume) AS volume, sum(least(c.daily, 0)) AS taken_away
  FROM verify_cell AS c JOIN verify_day AS d USING (code, day) WHERE c.kind = 'additive' GROUP BY ALL),
monthly AS (
  SELECT "Wellbore name" AS well_name, "Year" AS year, "Month" AS month, source_column, volume
  FROM (UNPIVOT (SELECT "Wellbore name", "Year", "Month", "Oil" AS BORE_OIL_VOL, "Gas" AS BORE_GAS_VOL, "Water" AS BORE_WAT_VOL,
                        "WI" AS BORE_WI_VOL FROM prod_monthly_data)
        ON BORE_OIL_VOL, BORE_GAS_VOL, BORE_WAT_VOL, BORE_WI_VOL INTO NAME source_column VALUE volume)),
compared AS (
  SELECT coalesce(h.well_name, m.well_name) AS well_name, year, month, source_column, coalesce(h.volume, 0) AS volume, coalesce(h.taken_away, 0) AS taken_away,
         coalesce(m.volume, 0) - coalesce(h.taken_away, 0) AS expected
  FROM hourly AS h FULL JOIN monthly AS m USING (well_name, year, month, source_column)),
checked AS (SELECT *, abs(volume - expected) AS difference, abs(volume - expected) > 1e-9 * greatest(1e3, abs(expected)) AS violation FROM compared)
SELECT format('{} well-months, largest difference {:.1e} Sm3; oil in all {:.2f} Sm3; negative days of {:.2f} Sm3 are added back to the sheet (rule R4)',
              count(DISTINCT (well_name, year, month)), coalesce(max(difference), 0),
              coalesce(sum(volume) FILTER (source_column = 'BORE_OIL_VOL'), 0), coalesce(-sum(taken_away), 0)) AS measured,
       count(*) FILTER (violation)::BIGINT AS violations,
       max_by(format('{} {}-{} {}: month {}, hours {}', well_name, year, month, source_column, expected, volume), difference)
         FILTER (violation) AS worst
FROM checked
