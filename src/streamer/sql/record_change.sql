INSERT INTO replay_command (stream_id, request_id, command, argument, requested_by, status, answered_at, detail,
                            state_before, state_after)
VALUES ($1, gen_random_uuid()::text, $2, $3, $4, '{applied}', clock_timestamp(), $5, $6, $7)
