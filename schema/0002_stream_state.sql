-- The streamer's checkpoint. It is updated in the transaction that carries the rows, so it always tells what
-- production_data holds (argument: src/streamer/checkpoint.h).
CREATE TABLE stream_state (
    stream_id        text PRIMARY KEY,
    epoch            bigint           NOT NULL,
    sequence         bigint           NOT NULL,
    position         timestamptz      NOT NULL,
    anchor_source    timestamptz      NOT NULL,
    anchor_live      timestamptz      NOT NULL,
    speed            double precision NOT NULL CHECK (speed > 0),
    loop_number      bigint           NOT NULL,
    history_complete boolean          NOT NULL,
    source_identity  text             NOT NULL,
    updated_at       timestamptz      NOT NULL DEFAULT now()
);

COMMENT ON TABLE stream_state IS 'checkpoint of each stream';
COMMENT ON COLUMN stream_state.epoch IS 'grows each time a streamer takes over; a write under an older epoch is refused';
COMMENT ON COLUMN stream_state.sequence IS 'number of committed batches: the version of the data';
COMMENT ON COLUMN stream_state.position IS 'next hour to stream, on the source timeline continued over its end';
COMMENT ON COLUMN stream_state.anchor_source IS 'source time that is labelled anchor_live';
COMMENT ON COLUMN stream_state.anchor_live IS 'live label of anchor_source';
COMMENT ON COLUMN stream_state.speed IS 'source time per live time';
COMMENT ON COLUMN stream_state.loop_number IS 'how often the source was passed to its end before position';
COMMENT ON COLUMN stream_state.history_complete IS 'whether the past was loaded once';
COMMENT ON COLUMN stream_state.source_identity IS 'first and last hour and row count of the source file';
