-- Keeps another streamer from taking over until the end of the transaction; no row when one has ($2: our epoch).
SELECT FROM stream_state WHERE stream_id = $1 AND epoch = $2 FOR UPDATE
