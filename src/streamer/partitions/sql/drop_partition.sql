-- Readers of the table are waited for a moment, and later readers with them; then it is tried again later.
SET LOCAL lock_timeout = '500ms';
DROP TABLE {name}
