-- The keys of all partitions are there already and become parts of it. A reader with a long lock is waited for a moment; then
-- the last batch is rolled back and retried, so that other readers never wait for longer.
SET LOCAL lock_timeout = '5s';
ALTER TABLE production_data ADD CONSTRAINT production_data_pkey PRIMARY KEY (well_name, time)
