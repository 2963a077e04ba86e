-- challenge_json returns the response to a sign-in that needs a second factor.
create function neon_auth_internal.challenge_json()
returns json
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select '{"twoFactorRedirect":true}'::json
$$;
