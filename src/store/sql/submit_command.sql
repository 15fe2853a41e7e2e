-- $1: stream, $2: request, $3: command, $4: argument, $5: the client. A request that was withdrawn may be sent again.
INSERT INTO replay_command (stream_id, request_id, command, argument, requested_by)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (stream_id, request_id) DO UPDATE
SET status = '{pending}', requested_at = now(), answered_at = NULL, detail = NULL
WHERE replay_command.status = '{withdrawn}' AND replay_command.command = excluded.command
  AND replay_command.argument = excluded.argument
