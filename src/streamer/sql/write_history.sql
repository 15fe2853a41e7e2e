-- $1: stream, $2: epoch, $3: the server; $4: whether another lineage begins.
UPDATE stream_state
SET server = $3, lineage = CASE WHEN $4 THEN (random() * 9e15)::bigint ELSE lineage END
WHERE stream_id = $1 AND epoch = $2
RETURNING lineage
