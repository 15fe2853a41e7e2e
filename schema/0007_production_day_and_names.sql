-- What the source says of its rows: whose days they are, and which wells are still to come.
-- Before this step the production day was that of Europe/Oslo for every source; a streamer writes what its
-- source says.
ALTER TABLE stream_state ADD COLUMN production_day_zone text NOT NULL DEFAULT 'Europe/Oslo';
COMMENT ON COLUMN stream_state.production_day_zone IS 'IANA zone whose local days are the production days of the source';

CREATE TABLE source_well (
    well_name          text COLLATE "C" PRIMARY KEY,
    npd_well_bore_name text NOT NULL,
    well_bore_code     text NOT NULL
);

COMMENT ON TABLE source_well IS 'all wells of the source, those included of which no hour is live yet: a name of theirs must not find another well';
COMMENT ON COLUMN source_well.well_name IS 'canonical wellbore name';
COMMENT ON COLUMN source_well.npd_well_bore_name IS 'name as the source writes it';
COMMENT ON COLUMN source_well.well_bore_code IS 'wellbore code as the source writes it';
