CREATE UNIQUE INDEX {name}_pkey ON {name} (well_name, time);
ALTER TABLE {name} ADD CONSTRAINT {name}_pkey PRIMARY KEY USING INDEX {name}_pkey
