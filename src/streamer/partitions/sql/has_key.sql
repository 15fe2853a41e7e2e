SELECT EXISTS (
  SELECT FROM pg_constraint WHERE conrelid = 'production_data'::regclass AND contype = 'p')
