-- $1: stream, $2: request.
SELECT id, request_id, status, coalesce(detail, ''), command, argument
FROM replay_command
WHERE stream_id = $1 AND request_id = $2
