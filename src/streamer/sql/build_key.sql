-- A reader that does not let go is waited for a moment; then the last batch is rolled back and tried again, so that
-- other readers are never held up for longer.
SET LOCAL lock_timeout = '5s';
CREATE UNIQUE INDEX production_data_key ON production_data (well_name, time);
ALTER TABLE production_data ADD CONSTRAINT production_data_pkey PRIMARY KEY USING INDEX production_data_key
