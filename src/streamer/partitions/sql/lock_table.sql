-- The table before its partitions, as its readers take them: the other way round they would wait for each other.
SET LOCAL lock_timeout = '5s';
LOCK TABLE ONLY production_data IN {mode} MODE
