-- Whether the source says that its rows were measured, not computed from daily values: then the course of a shut-in within
-- a day is evidence. A streamer writes what its source says.
ALTER TABLE stream_state ADD COLUMN measured_hours boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN stream_state.measured_hours IS 'the source says that its rows were measured, not computed from daily values';
