-- A client that is reading the table holds a lock on it, and all later readers would queue behind this statement.
SET LOCAL lock_timeout = '1s';
ALTER TABLE production_data DROP CONSTRAINT IF EXISTS production_data_pkey
