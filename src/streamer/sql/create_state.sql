-- Intervals are built from microseconds, never from days, which vary in length.
WITH created AS (
  INSERT INTO stream_state (stream_id, epoch, sequence, position, anchor_source, anchor_live, speed, loop_number,
                            history_complete, source_identity, segment_start, source_start, source_period,
                            configured_speed, source_step, production_day_zone, measured_hours)
  VALUES ($1, 0, 0, $2, $3, $4, $5, 0, false, $6, $2, $7, make_interval(secs => $8::bigint / 1000000.0), $9,
          make_interval(secs => $10::bigint / 1000000.0), $11, $12)
  ON CONFLICT DO NOTHING
  RETURNING stream_id)
DELETE FROM stream_commit c USING created WHERE c.stream_id = created.stream_id
