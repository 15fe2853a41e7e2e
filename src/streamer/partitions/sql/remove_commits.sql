-- Removes the commits of stream $1 whose rows all have labels before $2, and records the horizon: the newest commit that
-- lost rows is the one before the oldest that is kept, or that one itself, where it has rows on both sides.
WITH kept AS (
  SELECT sequence FROM stream_commit WHERE stream_id = $1 AND newest_label >= $2 ORDER BY sequence LIMIT 1),
removed AS (
  SELECT c.newest_label FROM stream_commit c, kept
  WHERE c.stream_id = $1 AND c.sequence < kept.sequence ORDER BY c.sequence DESC LIMIT 1),
moved AS (
  UPDATE stream_state s
  SET horizon = $2, horizon_sequence = kept.sequence - CASE WHEN EXISTS (
        SELECT FROM {partition} p
        WHERE p.time > coalesce((SELECT newest_label FROM removed), '-infinity')) THEN 0 ELSE 1 END
  FROM kept WHERE s.stream_id = $1)
DELETE FROM stream_commit c USING kept WHERE c.stream_id = $1 AND c.sequence < kept.sequence
