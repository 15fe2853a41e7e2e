-- A reader with a long lock is waited for a moment; then the last batch is rolled back and retried, so that other
-- readers never wait for longer.
SET LOCAL lock_timeout = '5s';
CREATE UNIQUE INDEX production_data_key ON production_data (well_name, time);
ALTER TABLE production_data ADD CONSTRAINT production_data_pkey PRIMARY KEY USING INDEX production_data_key
