-- Everything in these two schemas is replaced at every install, which has renamed the old ones. Triggers and policies that
-- call the old ones are dropped later, and created again in the same transaction. Schema auth stays, because the app's
-- policies depend on it.
set local role none; -- the installer may create schemas, neon_auth may not
create schema if not exists neon_auth_internal authorization neon_auth;
create schema if not exists neon_auth_api authorization neon_auth;
set local role neon_auth;
