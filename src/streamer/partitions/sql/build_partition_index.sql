CREATE UNIQUE INDEX {name}_pkey ON {name} (well_name, time)
