-- The rows in which a well does not flow: where the newest one of a flowing well lies is found at once, however long ago
-- it was (src/store/sql/status_changes.sql).
CREATE INDEX production_data_not_flowing_idx ON production_data (well_name, time)
    WHERE on_stream_hrs IS NULL OR on_stream_hrs <= 0;
