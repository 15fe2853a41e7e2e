-- Rights of roles other than the tables' owner (granted by migrate(), src/pg/migrations.cc), and the table whose
-- lock is the lead of a stream.

-- Locked by the session of the streamer that leads, for as long as it leads (src/streamer/leader_session.h). Holds
-- no row. Nobody but its owner may lock it: an advisory lock would be open to every role that can log in. A streamer
-- makes it before it leads, and holds it while it carries out this step: where it is there, it is left alone, here and
-- in all steps to come.
DO $do$
BEGIN
    IF pg_catalog.to_regclass('stream_lead') IS NULL THEN
        CREATE TABLE stream_lead ();
        COMMENT ON TABLE stream_lead IS 'the streamer at work holds its lock; no rows';
    END IF;
END $do$;

-- Who may place commands may also withdraw them and give withdrawn ones again, and change nothing that was answered.
-- The owner of the table is not held to it.
ALTER TABLE replay_command ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_all ON replay_command FOR SELECT USING (true);
CREATE POLICY place_pending ON replay_command FOR INSERT WITH CHECK (status = 'pending');
CREATE POLICY change_unanswered ON replay_command FOR UPDATE
    USING (status IN ('pending', 'withdrawn')) WITH CHECK (status IN ('pending', 'withdrawn'));
