-- The project that a key was created in: a copy of the database on another server does not accept it.
alter table neon_auth_management.key add column if not exists project text;
comment on column neon_auth_management.key.project is 'The project the key was created in. A copy on another server does not accept it.';

-- A comment on the schema replaces it, which every login may read.
drop table if exists neon_auth_management.disabled;
