-- A client that reads the table now holds a lock on it, and all later readers would queue up behind us.
SET LOCAL lock_timeout = '1s';
ALTER TABLE production_data DROP CONSTRAINT IF EXISTS production_data_pkey
