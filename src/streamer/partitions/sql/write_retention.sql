-- For how many days, $2, stream $1 keeps its rows; NULL: for ever.
UPDATE stream_state SET retention = make_interval(hours => 24 * $2::int)
WHERE stream_id = $1 AND retention IS DISTINCT FROM make_interval(hours => 24 * $2::int)
