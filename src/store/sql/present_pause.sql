-- When stream $1 was paused; no row while it runs.
SELECT held_at
FROM stream_state
WHERE stream_id = $1 AND hold_position <= position AND held_at IS NOT NULL
