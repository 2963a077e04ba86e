-- failure_code makes the wire's code from a message, as Better Auth does.
create function neon_auth_internal.failure_code(message text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select regexp_replace(replace(upper(message collate "C"), ' ', '_'), '[^A-Z0-9_]', '', 'g')
$$;
