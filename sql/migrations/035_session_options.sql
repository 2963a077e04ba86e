-- When a session is due to be prolonged depends on settings. get-session, the hot path, reads it in the row that it reads
-- anyway.
alter table neon_auth.config_version add column prolong_before interval not null default '6 days';
