-- The versions of the data: one row for each commit of a stream, written in the transaction that carries its
-- rows. Labels only ever grow, so commit n carries the rows whose label lies after the newest label of the
-- commit before it and not after its own.
CREATE TABLE stream_commit (
    stream_id    text        NOT NULL,
    sequence     bigint      NOT NULL,
    newest_label timestamptz,
    committed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    revision     boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (stream_id, sequence)
);
CREATE INDEX stream_commit_time_idx ON stream_commit (stream_id, committed_at, sequence);
CREATE INDEX stream_commit_revision_idx ON stream_commit (stream_id, sequence) WHERE revision;

COMMENT ON TABLE stream_commit IS 'every commit of a stream: the versions of production_data';
COMMENT ON COLUMN stream_commit.stream_id IS 'the stream, as in stream_state';
COMMENT ON COLUMN stream_commit.sequence IS 'number of the commit: the version of the data after it';
COMMENT ON COLUMN stream_commit.newest_label IS 'production_data had labels up to this one; NULL: it had no rows yet';
COMMENT ON COLUMN stream_commit.committed_at IS 'when it was about to be committed, by the clock of the server';
COMMENT ON COLUMN stream_commit.revision IS 'it rewrote earlier rows: what they were before cannot be asked for any more';

ALTER TABLE stream_state
    ADD COLUMN lineage     bigint   NOT NULL DEFAULT (random() * 9e15)::bigint,
    ADD COLUMN source_step interval NOT NULL DEFAULT '1 hour';

COMMENT ON COLUMN stream_state.lineage IS 'drawn at the first start: tells one stream''s versions from another''s';
COMMENT ON COLUMN stream_state.source_step IS 'source time from row to row';

-- What was committed before this step is known as a whole, and stood so at the checkpoint's last change.
INSERT INTO stream_commit (stream_id, sequence, newest_label, committed_at)
SELECT stream_id, sequence, newest_label, updated_at FROM stream_state WHERE sequence > 0;
