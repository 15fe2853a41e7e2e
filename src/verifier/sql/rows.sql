-- The rows as they are in the file, with their production day.
CREATE TEMP VIEW verify_row AS
SELECT WELL_BORE_CODE AS code, DATEPRD AS hour,
       CAST(timezone(getvariable('production_day_zone'), timezone('UTC', DATEPRD)) AS DATE) AS day,
       ON_STREAM_HRS AS on_part, QUALITY AS quality,
       COLUMNS(c -> regexp_matches(c, '^(BORE_.*_VOL|AVG_.*|DP_CHOKE_SIZE)$') AND c <> 'AVG_CHOKE_UOM')
FROM prod_hourly_data
