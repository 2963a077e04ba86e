-- Everything here is replaced at every install. Triggers and policies that call these schemas are dropped with them and
-- created again later in the same transaction. Schema auth stays, because the app's policies depend on it.
drop schema if exists neon_auth_api cascade;
drop schema if exists neon_auth_internal cascade;
set local role none; -- the installer may create schemas, neon_auth may not
create schema neon_auth_internal authorization neon_auth;
create schema neon_auth_api authorization neon_auth;
set local role neon_auth;
