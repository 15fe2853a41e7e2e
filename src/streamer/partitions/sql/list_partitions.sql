-- The partitions of production_data in their order, their bounds (NULL: from the first row on), and whether they have the key.
SELECT name, (extract(epoch FROM (bounds[1])::timestamptz) * 1000000)::bigint,
       (extract(epoch FROM (bounds[2])::timestamptz) * 1000000)::bigint, has_key
FROM (SELECT c.relname AS name,
             regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \((?:MINVALUE|''([^'']+)'')\) TO \((?:MAXVALUE|''([^'']+)'')\)')
               AS bounds,
             EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p') AS has_key
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'production_data'::regclass) p
ORDER BY 3 NULLS LAST
