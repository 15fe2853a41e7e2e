-- Live hourly production: one row per well and hour. Columns follow the tag catalogue (src/model/tag.h).
CREATE TABLE production_data (
    time                     timestamptz NOT NULL,
    original_time            timestamptz NOT NULL,
    well_name                text        NOT NULL,
    well_type                text,
    flow_kind                text,
    on_stream_hrs            double precision,
    oil_rate                 double precision,
    gas_rate                 double precision,
    water_rate               double precision,
    water_inj_rate           double precision,
    avg_downhole_pressure    double precision,
    avg_dp_tubing            double precision,
    avg_annulus_press        double precision,
    avg_whp_p                double precision,
    dp_choke_size            double precision,
    avg_downhole_temperature double precision,
    avg_wht_p                double precision,
    avg_choke_size_p         double precision,
    avg_choke_uom            text,
    quality                  jsonb,
    CONSTRAINT production_data_pkey PRIMARY KEY (well_name, time)
);

-- Rows arrive in the order of time, so a block range index finds a window of all wells at next to no cost.
CREATE INDEX production_data_time_idx ON production_data USING brin (time) WITH (pages_per_range = 16);

COMMENT ON TABLE production_data IS 'Live hourly production; a rate holds for the hour that starts at time. Missing is NULL.';
COMMENT ON COLUMN production_data.time IS 'start of the hour on the live timeline';
COMMENT ON COLUMN production_data.original_time IS 'start of the hour on the source timeline';
COMMENT ON COLUMN production_data.well_name IS 'canonical wellbore name';
COMMENT ON COLUMN production_data.well_type IS 'OP oil producer, WI water injector';
COMMENT ON COLUMN production_data.flow_kind IS 'production or injection';
COMMENT ON COLUMN production_data.on_stream_hrs IS 'hours on stream within the hour [h]';
COMMENT ON COLUMN production_data.oil_rate IS 'oil rate [Sm3/d]';
COMMENT ON COLUMN production_data.gas_rate IS 'gas rate [Sm3/d]';
COMMENT ON COLUMN production_data.water_rate IS 'water rate [Sm3/d]';
COMMENT ON COLUMN production_data.water_inj_rate IS 'water injection rate [Sm3/d]';
COMMENT ON COLUMN production_data.avg_downhole_pressure IS 'downhole pressure [bar]';
COMMENT ON COLUMN production_data.avg_dp_tubing IS 'pressure difference over the tubing (downhole minus wellhead) [bar]';
COMMENT ON COLUMN production_data.avg_annulus_press IS 'annulus pressure [bar]';
COMMENT ON COLUMN production_data.avg_whp_p IS 'wellhead pressure [bar]';
COMMENT ON COLUMN production_data.dp_choke_size IS 'pressure difference over the choke [bar]';
COMMENT ON COLUMN production_data.avg_downhole_temperature IS 'downhole temperature [degC]';
COMMENT ON COLUMN production_data.avg_wht_p IS 'wellhead temperature [degC]';
COMMENT ON COLUMN production_data.avg_choke_size_p IS 'choke opening [%]';
COMMENT ON COLUMN production_data.avg_choke_uom IS 'unit of the choke opening as the source states it';
COMMENT ON COLUMN production_data.quality IS 'values that are not Good: {"tag": {"status": "Uncertain|Bad", "rule": "R1".."R7"}}; NULL when all are Good';

-- Wells of which at least one hour is live, with the names people ask for them by. Written by the streamer in
-- the transaction that carries the well's first row.
CREATE TABLE well (
    well_name          text PRIMARY KEY,
    npd_well_bore_name text        NOT NULL,
    well_bore_code     text        NOT NULL,
    first_time         timestamptz NOT NULL
);

COMMENT ON TABLE well IS 'wells of which at least one hour is live';
COMMENT ON COLUMN well.well_name IS 'canonical wellbore name';
COMMENT ON COLUMN well.npd_well_bore_name IS 'name in the public register';
COMMENT ON COLUMN well.well_bore_code IS 'wellbore code as published';
COMMENT ON COLUMN well.first_time IS 'live label of the first hour';
