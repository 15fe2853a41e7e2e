-- Hours of a file with a finer step: the means of their steps, where none of these has a label.
CREATE TEMP TABLE verify_hour AS
SELECT code, time_bucket(INTERVAL 1 HOUR, hour, (SELECT min(start) FROM verify_day_start)) AS hour, day,
       any_value(quality) AS quality, CASE WHEN count(COLUMNS(* EXCLUDE (code, hour, day, quality))) = count(*) THEN avg(COLUMNS(* EXCLUDE (code, hour, day, quality))) END AS '\0'
FROM verify_unlabelled_step
GROUP BY ALL
