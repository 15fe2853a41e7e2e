-- Records a commit, and sends its number to channel $5.
WITH kept AS (
  INSERT INTO stream_commit (stream_id, sequence, newest_label, revision) VALUES ($1, $2, $3, $4))
SELECT pg_notify($5, $2::text)
