UPDATE rollup_state SET generation = generation + 1 WHERE stream_id = $1 AND generation = $2
