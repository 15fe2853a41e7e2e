-- Rows without a layer: as they are.
CREATE TEMP VIEW verify_step AS FROM verify_row;
CREATE TEMP VIEW verify_unlabelled_step AS FROM verify_row;
CREATE TEMP TABLE verify_slug_day (code VARCHAR, day DATE)
