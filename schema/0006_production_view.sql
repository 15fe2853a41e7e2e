-- The rows of production_data for people: short names, and what is computed of rates. Ratios are those of the API
-- (src/aggregation/quantity.cc): NULL where an input is missing or the divisor is 0.
CREATE VIEW production AS
SELECT time, original_time, well_name, well_type, flow_kind, on_stream_hrs,
       oil_rate, gas_rate, water_rate, water_inj_rate,
       oil_rate + water_rate AS liquid_rate,
       gas_rate / nullif(oil_rate, 0) AS gor,
       water_rate / nullif(oil_rate + water_rate, 0) AS watercut,
       avg_downhole_pressure AS downhole_pressure,
       avg_dp_tubing AS dp_tubing,
       avg_annulus_press AS annulus_pressure,
       avg_whp_p AS thp,
       dp_choke_size,
       avg_downhole_temperature AS downhole_temperature,
       avg_wht_p AS wht,
       avg_choke_size_p AS choke_size,
       quality
FROM production_data;

COMMENT ON VIEW production IS
    'production_data with short names, gor, watercut and liquid_rate. Over hours or wells divide sums: sum(gas_rate) / nullif(sum(oil_rate), 0)';
COMMENT ON COLUMN production.time IS 'start of the hour on the live timeline';
COMMENT ON COLUMN production.original_time IS 'start of the hour on the source timeline';
COMMENT ON COLUMN production.well_name IS 'canonical wellbore name';
COMMENT ON COLUMN production.well_type IS 'OP oil producer, WI water injector';
COMMENT ON COLUMN production.flow_kind IS 'production or injection';
COMMENT ON COLUMN production.on_stream_hrs IS 'hours on stream within the hour [h]';
COMMENT ON COLUMN production.oil_rate IS 'oil rate [Sm3/d]';
COMMENT ON COLUMN production.gas_rate IS 'gas rate [Sm3/d]';
COMMENT ON COLUMN production.water_rate IS 'water rate [Sm3/d]';
COMMENT ON COLUMN production.water_inj_rate IS 'water injection rate [Sm3/d]';
COMMENT ON COLUMN production.liquid_rate IS 'oil and water rate [Sm3/d]; NULL where one of them is missing';
COMMENT ON COLUMN production.gor IS 'gas rate over oil rate [Sm3/Sm3]; NULL where one is missing or no oil flows';
COMMENT ON COLUMN production.watercut IS 'water rate over liquid rate [fraction]; NULL where one is missing or nothing flows';
COMMENT ON COLUMN production.downhole_pressure IS 'downhole pressure [bar]';
COMMENT ON COLUMN production.dp_tubing IS 'pressure difference over the tubing (downhole minus wellhead) [bar]';
COMMENT ON COLUMN production.annulus_pressure IS 'annulus pressure [bar]';
COMMENT ON COLUMN production.thp IS 'wellhead pressure [bar]';
COMMENT ON COLUMN production.dp_choke_size IS 'pressure difference over the choke [bar]';
COMMENT ON COLUMN production.downhole_temperature IS 'downhole temperature [degC]';
COMMENT ON COLUMN production.wht IS 'wellhead temperature [degC]';
COMMENT ON COLUMN production.choke_size IS 'choke opening [%]';
COMMENT ON COLUMN production.quality IS 'values that are not Good, by the names of production_data: {"tag": {"status": "Uncertain|Bad", "rule": "R1"}}; NULL when all are Good';
