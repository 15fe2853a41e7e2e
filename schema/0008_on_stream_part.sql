-- Rows may be finer than an hour (15, 5 or 1 minutes): what the column holds is the part of a row's time step.
COMMENT ON COLUMN production_data.on_stream_hrs IS
  'part of the row''s time step in which the well was on stream, 0 to 1; in rows of an hour these are hours [h]';
COMMENT ON COLUMN production.on_stream_hrs IS
  'part of the row''s time step in which the well was on stream, 0 to 1; in rows of an hour these are hours [h]';
