SELECT left(coalesce(NPD_WELL_BORE_NAME::VARCHAR, ''), {longest_name}), count(*),
       coalesce(min(DATEPRD::{time_type})::VARCHAR, ''), coalesce(max(DATEPRD::{time_type})::VARCHAR, ''),
       {oil}, {gas}, {water}, {injected}
FROM {table}
GROUP BY 1
ORDER BY 1
