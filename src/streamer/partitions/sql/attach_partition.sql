-- ATTACH lets readers and writers of the table go on; CREATE TABLE … PARTITION OF would not.
SET LOCAL lock_timeout = '5s';
CREATE TABLE {name} (LIKE production_data INCLUDING DEFAULTS INCLUDING STORAGE INCLUDING COMPRESSION){space};
ALTER TABLE production_data ATTACH PARTITION {name} FOR VALUES FROM ({from}) TO ('{to}')
