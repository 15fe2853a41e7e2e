CREATE TEMP TABLE verify_tag (source_column VARCHAR, name VARCHAR, kind VARCHAR, lower DOUBLE, upper DOUBLE, error DOUBLE)
