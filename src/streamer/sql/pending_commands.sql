SELECT id, command, argument
FROM replay_command
WHERE stream_id = $1 AND status = '{pending}'
ORDER BY id
