-- The tablespace that somebody gave to production_data; NULL: none of its own.
SELECT quote_ident(t.spcname)
FROM pg_class c LEFT JOIN pg_tablespace t ON t.oid = c.reltablespace
WHERE c.oid = 'production_data'::regclass
