-- What all measurements look at: production days with their real length, and the hours gathered by day and tag.
-- verify_tag (source_column, name, kind, lower, upper, and the error of a reading under a layer), verify_step and the variables
-- production_day_zone, steps_per_hour, method and layer are there already. verify_step has the rows; verify_hour the means of
-- those without a label over each hour, where there are finer steps.

-- When each day begins: the first instant whose local date is that day. Local times are not asked for their instant, since
-- some come twice and some never.
CREATE TEMP TABLE verify_day_start AS
SELECT day, min(instant) AS start
FROM (SELECT day, unnest(generate_series(day - INTERVAL 15 HOUR, day + INTERVAL 16 HOUR, INTERVAL 15 MINUTE)) AS instant
      FROM (SELECT DISTINCT unnest([DATEPRD, (DATEPRD + 1)::DATE]) AS day FROM prod_daily_data))
WHERE CAST(timezone(getvariable('production_day_zone'), timezone('UTC', instant)) AS DATE) >= day
GROUP BY day;

CREATE TEMP TABLE verify_day AS
SELECT * EXCLUDE (follows), count(*) FILTER (NOT follows) OVER (PARTITION BY code ORDER BY day) AS run
FROM (SELECT *,
             least(greatest(coalesce(on_raw, 0), 0), hours) AS on_hours,
             -- A run ends where hours are missing. A zone may leave out a date (Pacific/Apia, 2011-12-30), and no hour with it.
             coalesce(lag(ends) OVER (PARTITION BY code ORDER BY day) = begins, false) AS follows
      FROM (SELECT WELL_BORE_CODE AS code, NPD_WELL_BORE_NAME AS well_name, DATEPRD AS day, ON_STREAM_HRS AS on_raw,
                   WELL_TYPE AS well_type, FLOW_KIND AS flow_kind, s.start AS begins, e.start AS ends,
                   (date_diff('minute', s.start, e.start) // 60)::BIGINT AS hours
            FROM prod_daily_data
            JOIN verify_day_start AS s ON s.day = DATEPRD JOIN verify_day_start AS e ON e.day = DATEPRD + 1));

CREATE TEMP TABLE verify_daily_value AS
SELECT code, day, source_column, value
FROM (SELECT WELL_BORE_CODE AS code, DATEPRD AS day, COLUMNS(c -> regexp_matches(c, '^(BORE_.*_VOL|AVG_.*|DP_CHOKE_SIZE)$') AND c <> 'AVG_CHOKE_UOM')
      FROM prod_daily_data)
UNPIVOT INCLUDE NULLS (value FOR source_column IN (BORE_OIL_VOL, BORE_GAS_VOL, BORE_WAT_VOL, BORE_WI_VOL, AVG_DOWNHOLE_PRESSURE,
                 AVG_DP_TUBING, AVG_ANNULUS_PRESS, AVG_WHP_P, DP_CHOKE_SIZE, AVG_DOWNHOLE_TEMPERATURE, AVG_WHT_P,
                 AVG_CHOKE_SIZE_P));

CREATE TEMP TABLE verify_hour_count AS
SELECT code, day, count(*) AS rows, count(DISTINCT hour) AS hours, sum(on_part) / getvariable('steps_per_hour') AS on_hours,
       count(*) FILTER (NOT coalesce(on_part BETWEEN 0 AND 1, true)) AS on_outside,
       count(*) FILTER (on_part > 0 AND on_part < 1) AS on_fractions,
       -- By UPS-2, steps that are shut may have a quality of their own (R10).
       CASE getvariable('method') WHEN 'UPS-2'
         THEN greatest(count(DISTINCT coalesce(quality, '')) FILTER (on_part > 0), count(DISTINCT coalesce(quality, '')) FILTER (on_part <= 0))
         ELSE count(DISTINCT quality) END AS qualities,
       coalesce(max_by(coalesce(quality, ''), on_part), '') AS quality
FROM verify_step GROUP BY ALL;

CREATE TEMP TABLE verify_day_value AS
SELECT code, day, source_column, count(*) AS rows, count(value) AS values,
       sum(value / 24 / getvariable('steps_per_hour')) AS volume,
       -- Steps of an hour are no whole thousandths.
       CASE getvariable('steps_per_hour') WHEN 1 THEN sum(round(value / 24 * 1000)) END AS units,
       CASE getvariable('steps_per_hour') WHEN 1 THEN max(abs(value / 24 * 1000 - round(value / 24 * 1000))) ELSE 0 END AS off_units,
       avg(value) AS mean, sum(value * on_part) / nullif(sum(on_part), 0) AS on_mean, min(value) AS lowest, max(value) AS highest,
       count(*) FILTER (value <> 0 AND on_part <= 0) AS flow_while_off,
       -- A volume is a whole thousandth, so a fraction of an hour may be off by one of them.
       max((value / 24 - 0.001 * getvariable('steps_per_hour')) / (CASE WHEN on_part > 0 THEN on_part ELSE 1 END)) AS highest_on_rate
FROM verify_step
UNPIVOT INCLUDE NULLS (value FOR source_column IN (BORE_OIL_VOL, BORE_GAS_VOL, BORE_WAT_VOL, BORE_WI_VOL, AVG_DOWNHOLE_PRESSURE,
                 AVG_DP_TUBING, AVG_ANNULUS_PRESS, AVG_WHP_P, DP_CHOKE_SIZE, AVG_DOWNHOLE_TEMPERATURE, AVG_WHT_P,
                 AVG_CHOKE_SIZE_P))
GROUP BY code, day, source_column;

CREATE TEMP TABLE verify_quality AS
SELECT quality, source_column, json_extract_string(quality, '$.' || name || '.status') AS status,
       json_extract_string(quality, '$.' || name || '.rule') AS rule
FROM (SELECT DISTINCT quality FROM verify_step WHERE quality IS NOT NULL), verify_tag
WHERE json_extract_string(quality, '$.' || name || '.rule') IS NOT NULL;

-- Values of days that are means over the hours on stream: their hours that are shut are computed.
CREATE TEMP TABLE verify_on_stream_mean AS
SELECT DISTINCT code, day, source_column FROM (SELECT DISTINCT code, day, quality FROM verify_step WHERE on_part <= 0) JOIN verify_quality USING (quality)
WHERE rule = 'R10';

-- Days whose rate no day around comes near (R9).
CREATE TEMP TABLE verify_alone AS
SELECT DISTINCT code, day FROM verify_hour_count JOIN verify_quality USING (quality) WHERE rule = 'R9';

-- Each day's value beside what its hours make of it.
CREATE TEMP VIEW verify_cell AS
SELECT h.code, h.day, h.source_column, t.kind, t.lower, t.upper, t.error, d.value AS daily, q.status, q.rule,
       CASE WHEN o.day IS NULL THEN h.mean ELSE h.on_mean END AS mean, h.* EXCLUDE (code, day, source_column, mean, on_mean)
FROM (SELECT * FROM verify_day_value JOIN (SELECT code, day, quality FROM verify_hour_count) USING (code, day)) AS h
LEFT JOIN verify_on_stream_mean AS o USING (code, day, source_column)
JOIN verify_tag AS t USING (source_column)
LEFT JOIN verify_daily_value AS d USING (code, day, source_column)
LEFT JOIN verify_quality AS q ON q.quality = h.quality AND q.source_column = h.source_column;
