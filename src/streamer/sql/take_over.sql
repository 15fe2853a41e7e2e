UPDATE stream_state SET epoch = epoch + 1, branch = (random() * 9e15)::bigint, updated_at = now() WHERE stream_id = $1
