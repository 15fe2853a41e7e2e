-- $1: id of the command.
UPDATE replay_command
SET status = '{withdrawn}', answered_at = clock_timestamp(), detail = 'no streamer took it in time'
WHERE id = $1 AND status = '{pending}'
RETURNING id
