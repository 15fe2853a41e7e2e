SELECT count(*) FILTER (WHERE kind = 'changed'), count(*) FILTER (WHERE kind = 'late'),
       count(*) FILTER (WHERE kind = 'gone')
FROM difference
