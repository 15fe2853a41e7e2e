-- The settings of a session that reads, where a pooler took none in the startup message. $1: search path, "" for the
-- role's own; $2: longest statement; $3: settings that are off.
SELECT set_config('TimeZone', 'UTC', false), set_config('default_transaction_read_only', 'on', false),
       set_config('statement_timeout', $2, false),
       CASE WHEN $1 <> '' THEN set_config('search_path', $1, false) END,
       (SELECT count(set_config(name, 'off', false)) FROM unnest(string_to_array($3, ' ')) AS name)
