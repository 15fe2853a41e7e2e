-- Totals of all wells at each time after $1 up to $2.
SELECT time, min(original_time), sum(oil_rate), sum(gas_rate), sum(water_rate), sum(water_inj_rate),
       count(*) FILTER (WHERE on_stream_hrs > 0)
FROM production_data
WHERE time > $1 AND time <= $2
GROUP BY time
ORDER BY time
