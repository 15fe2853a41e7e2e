-- Nothing can be set afterwards, and nothing be opened but {allowed}.
SET GLOBAL TimeZone = 'UTC';
SET allowed_paths = [{allowed}];
SET enable_external_access = false;
SET lock_configuration = true
