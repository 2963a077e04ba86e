create function neon_auth_api.close_console_session(session_hash bytea)
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  delete from neon_auth_management.console_session s where s.hash = session_hash
$$;

comment on function neon_auth_api.close_console_session(bytea) is
  'POST /console/sign-out: ends the session of the console with that SHA-256 hash.';
