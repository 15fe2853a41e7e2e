-- Locks all settings, and allows only {allowed} to be opened.
SET GLOBAL TimeZone = 'UTC';
SET allowed_paths = [{allowed}];
SET enable_external_access = false;
SET lock_configuration = true
