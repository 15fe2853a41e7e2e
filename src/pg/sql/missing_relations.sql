-- Which of the tables and views of $1 (text[]) there are not.
SELECT name FROM unnest($1::text[]) WITH ORDINALITY AS given (name, number)
WHERE to_regclass(quote_ident(name)) IS NULL ORDER BY number
