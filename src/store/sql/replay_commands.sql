-- The newest $3 commands to stream $1 with an id below $2, each with position, anchors, speed and hold before and after it.
SELECT id, request_id, command, argument, requested_by, requested_at, status, answered_at, detail,
       (state_before ->> 'position')::timestamptz, (state_before ->> 'anchor_source')::timestamptz,
       (state_before ->> 'anchor_live')::timestamptz, (state_before ->> 'speed')::double precision,
       (state_before ->> 'hold_position')::timestamptz,
       (state_after ->> 'position')::timestamptz, (state_after ->> 'anchor_source')::timestamptz,
       (state_after ->> 'anchor_live')::timestamptz, (state_after ->> 'speed')::double precision,
       (state_after ->> 'hold_position')::timestamptz
FROM replay_command
WHERE stream_id = $1 AND id < $2
ORDER BY id DESC
LIMIT $3
