-- Which leader wrote a commit, and on which server: so that commits of a restored or promoted database are not taken for
-- those of the history that it lacks (docs/decisions/0036-branches.md). What was committed before has neither.
ALTER TABLE stream_commit ADD COLUMN branch bigint;
ALTER TABLE stream_state ADD COLUMN branch bigint, ADD COLUMN server text;

COMMENT ON COLUMN stream_commit.branch IS 'drawn when its streamer took the lead: (sequence, branch) names this commit and no other, in any copy of the database';
COMMENT ON COLUMN stream_state.branch IS 'branch of the commits of the streamer that leads';
COMMENT ON COLUMN stream_state.server IS 'PostgreSQL''s system identifier and timeline at the last take-over';

-- A hot standby can show only logged tables. A heartbeat is one short record of the log.
ALTER TABLE streamer_heartbeat SET LOGGED;
