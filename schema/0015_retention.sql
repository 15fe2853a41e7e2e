-- What was removed because of its age (RETENTION_DAYS, docs/decisions/0042-retention.md): rows, their commits and rollups.
ALTER TABLE stream_state
    ADD COLUMN horizon          timestamptz,
    ADD COLUMN horizon_sequence bigint,
    ADD COLUMN retention        interval;

COMMENT ON COLUMN stream_state.horizon IS 'rows with earlier labels were removed; NULL: none';
COMMENT ON COLUMN stream_state.horizon_sequence IS 'rows of commits up to this one were removed; of later ones, none';
COMMENT ON COLUMN stream_state.retention IS 'for how long rows are kept, RETENTION_DAYS; NULL: for ever';
