-- Rows added up ahead of questions (docs/decisions/0040-rollups.md). The streamer writes a cell in the transaction that
-- carries its last row, or the first one after it; no cell is ever changed. A database that has rows already gets its
-- cells from the streamer, piece by piece; until then answers are made of rows.

CREATE TABLE rollup_state (
    stream_id           text PRIMARY KEY,
    generation          bigint  NOT NULL,
    zone                text    NOT NULL,
    production_day_zone text    NOT NULL,
    hours               boolean NOT NULL,
    steps               boolean NOT NULL,
    step_through        timestamptz,
    hour_through        timestamptz,
    day_through         timestamptz
);

COMMENT ON TABLE rollup_state IS 'how far the rollups of a stream go';
COMMENT ON COLUMN rollup_state.generation IS 'grows when cells are removed, to be made again';
COMMENT ON COLUMN rollup_state.zone IS 'IANA zone of the days and hours that no cell crosses: TARGET_TIMEZONE of the streamer';
COMMENT ON COLUMN rollup_state.production_day_zone IS 'IANA zone of the production days that no cell crosses';
COMMENT ON COLUMN rollup_state.hours IS 'whether there are cells of hours: the rows of the source are finer';
COMMENT ON COLUMN rollup_state.steps IS 'whether there are cells of steps: the source has many wells';
COMMENT ON COLUMN rollup_state.step_through IS 'label up to which rows were added up; NULL: none';
COMMENT ON COLUMN rollup_state.hour_through IS 'label up to which every hour has its cells';
COMMENT ON COLUMN rollup_state.day_through IS 'label up to which every day has its cells';

-- Numbers of wells in the sets of rollup_field.
CREATE TABLE rollup_well (
    well_name text COLLATE "C" PRIMARY KEY,
    number    bigint NOT NULL UNIQUE
);

COMMENT ON TABLE rollup_well IS 'numbers of wells in the sets of wells of rollup_field';

CREATE TABLE rollup_field (
    level               smallint    NOT NULL,
    cell                timestamptz NOT NULL,
    first_time          timestamptz NOT NULL,
    first_original_time timestamptz NOT NULL,
    last_time           timestamptz NOT NULL,
    last_original_time  timestamptz NOT NULL,
    quality             smallint    NOT NULL,
    of_type             boolean     NOT NULL,
    well_type           text,
    rows                bigint      NOT NULL,
    totals              bytea       NOT NULL
);
CREATE INDEX rollup_field_idx ON rollup_field (level, cell);

COMMENT ON TABLE rollup_field IS 'what all wells, and the wells of a type, did in each step, hour and day';
COMMENT ON COLUMN rollup_field.level IS '0 step of the data, 1 hour, 2 day';
COMMENT ON COLUMN rollup_field.cell IS 'label of the first row in the cell';
COMMENT ON COLUMN rollup_field.quality IS 'filter: 0 any, 1 uncertain (not Bad), 2 good; a missing one is the next weaker one';
COMMENT ON COLUMN rollup_field.of_type IS 'of the wells of well_type; false: of all wells';
COMMENT ON COLUMN rollup_field.rows IS 'rows that were added up';
COMMENT ON COLUMN rollup_field.totals IS 'sums and counts (src/rollup/codec.h)';

-- A column for each quantity (src/aggregation/quantity.h): its count, smallest, largest, first and last value, sum and sum of
-- squares (src/rollup/codec.h); NULL where there is no value.
CREATE TABLE rollup_well_day (
    cell                timestamptz NOT NULL,
    first_time          timestamptz NOT NULL,
    first_original_time timestamptz NOT NULL,
    last_time           timestamptz NOT NULL,
    last_original_time  timestamptz NOT NULL,
    well_name           text COLLATE "C" NOT NULL,
    well_type           text,
    quality             smallint    NOT NULL,
    on_stream_hrs            bytea,
    oil_rate                 bytea,
    gas_rate                 bytea,
    water_rate               bytea,
    water_inj_rate           bytea,
    avg_downhole_pressure    bytea,
    avg_dp_tubing            bytea,
    avg_annulus_press        bytea,
    avg_whp_p                bytea,
    dp_choke_size            bytea,
    avg_downhole_temperature bytea,
    avg_wht_p                bytea,
    avg_choke_size_p         bytea,
    gor                      bytea,
    watercut                 bytea,
    liquid_rate              bytea
);
CREATE TABLE rollup_well_hour (LIKE rollup_well_day);
CREATE INDEX rollup_well_day_idx ON rollup_well_day (well_name, cell);
CREATE INDEX rollup_well_hour_idx ON rollup_well_hour (well_name, cell);

COMMENT ON TABLE rollup_well_day IS 'what each well did in each day: of the display zone, cut at production days and where the source time jumps';
COMMENT ON TABLE rollup_well_hour IS 'what each well did in each hour, where the rows are finer; cut like days';
COMMENT ON COLUMN rollup_well_day.cell IS 'label of the first row of all wells in the cell';
COMMENT ON COLUMN rollup_well_day.quality IS 'as of rollup_field';
