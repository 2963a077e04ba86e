-- failure_code returns the code in the response for a message, as Better Auth derives it.
create function neon_auth_internal.failure_code(message text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select regexp_replace(replace(upper(message collate "C"), ' ', '_'), '[^A-Z0-9_]', '', 'g')
$$;
