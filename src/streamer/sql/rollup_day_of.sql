-- Where the day begins that holds the label $1, or that is the last one before it; NULL: before the first day.
SELECT (extract(epoch FROM max(cell)) * 1000000)::bigint FROM rollup_field WHERE level = 2 AND cell <= $1
