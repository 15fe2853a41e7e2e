SELECT set_config(name, '0', false)
FROM pg_settings
WHERE name IN ('transaction_timeout', 'statement_timeout')
