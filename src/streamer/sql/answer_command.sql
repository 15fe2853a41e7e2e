UPDATE replay_command
SET status = $1, answered_at = clock_timestamp(), detail = $2, state_before = $3, state_after = $4
WHERE id = $5 AND status = '{pending}'
