CREATE TABLE stream_lead ();
COMMENT ON TABLE stream_lead IS 'the streamer at work holds its lock; no rows'
