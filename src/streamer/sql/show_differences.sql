SELECT string_agg(format('%s %s (%s)', well_name,
                         to_char(original_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"'), kind), ', ')
FROM (SELECT * FROM difference ORDER BY original_time, well_name LIMIT 5) d
