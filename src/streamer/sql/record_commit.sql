-- Records a commit, with the branch of the streamer that leads, and sends its number to channel $5.
WITH kept AS (
  INSERT INTO stream_commit (stream_id, sequence, newest_label, revision, branch)
  SELECT $1, $2, $3, $4, branch FROM stream_state WHERE stream_id = $1)
SELECT pg_notify($5, $2::text)
