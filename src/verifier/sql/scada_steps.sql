-- Rows under a SCADA layer: readings with a label (R11 to R14) are left out, and the quality is that of the rules of days. In
-- verify_unlabelled_step rates that swing with slugs (R14) are left out too; their sums stay.
CREATE TEMP TABLE verify_label AS
SELECT quality, '{' || string_agg(format('"{}":{{"status":"{}","rule":"{}"}}', name, status, rule), ',' ORDER BY name) FILTER (NOT labels) || '}' AS day_quality,
       list(source_column) FILTER (labels) AS labelled
FROM (SELECT quality, source_column, name, json_extract_string(quality, '$.' || name || '.status') AS status,
             json_extract_string(quality, '$.' || name || '.rule') AS rule, rule IN ('R11', 'R12', 'R13', 'R14') AS labels
      FROM (SELECT DISTINCT quality FROM verify_row WHERE quality IS NOT NULL), verify_tag
      WHERE rule IS NOT NULL)
GROUP BY quality;

CREATE TEMP VIEW verify_step AS
SELECT r.code, r.hour, r.day, r.on_part, CASE WHEN l.quality IS NULL THEN r.quality ELSE l.day_quality END AS quality,
       BORE_OIL_VOL, BORE_GAS_VOL, BORE_WAT_VOL, BORE_WI_VOL,
       CASE WHEN list_contains(labelled, 'AVG_DOWNHOLE_PRESSURE') THEN NULL ELSE AVG_DOWNHOLE_PRESSURE END AS AVG_DOWNHOLE_PRESSURE,
       CASE WHEN list_contains(labelled, 'AVG_DP_TUBING') THEN NULL ELSE AVG_DP_TUBING END AS AVG_DP_TUBING,
       CASE WHEN list_contains(labelled, 'AVG_ANNULUS_PRESS') THEN NULL ELSE AVG_ANNULUS_PRESS END AS AVG_ANNULUS_PRESS,
       CASE WHEN list_contains(labelled, 'AVG_WHP_P') THEN NULL ELSE AVG_WHP_P END AS AVG_WHP_P,
       CASE WHEN list_contains(labelled, 'DP_CHOKE_SIZE') THEN NULL ELSE DP_CHOKE_SIZE END AS DP_CHOKE_SIZE,
       CASE WHEN list_contains(labelled, 'AVG_DOWNHOLE_TEMPERATURE') THEN NULL ELSE AVG_DOWNHOLE_TEMPERATURE END AS AVG_DOWNHOLE_TEMPERATURE,
       CASE WHEN list_contains(labelled, 'AVG_WHT_P') THEN NULL ELSE AVG_WHT_P END AS AVG_WHT_P,
       CASE WHEN list_contains(labelled, 'AVG_CHOKE_SIZE_P') THEN NULL ELSE AVG_CHOKE_SIZE_P END AS AVG_CHOKE_SIZE_P,
       labelled
FROM verify_row AS r LEFT JOIN verify_label AS l ON l.quality = r.quality;

CREATE TEMP VIEW verify_unlabelled_step AS
SELECT * EXCLUDE (labelled) REPLACE (
         CASE WHEN list_contains(labelled, 'BORE_OIL_VOL') THEN NULL ELSE BORE_OIL_VOL END AS BORE_OIL_VOL,
         CASE WHEN list_contains(labelled, 'BORE_GAS_VOL') THEN NULL ELSE BORE_GAS_VOL END AS BORE_GAS_VOL,
         CASE WHEN list_contains(labelled, 'BORE_WAT_VOL') THEN NULL ELSE BORE_WAT_VOL END AS BORE_WAT_VOL)
FROM verify_step;

CREATE TEMP TABLE verify_slug_day AS SELECT DISTINCT code, day FROM verify_step WHERE list_contains(labelled, 'BORE_OIL_VOL')
